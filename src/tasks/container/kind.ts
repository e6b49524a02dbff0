import {containerChannel} from '../../docker/channel.ts';
import {endOf} from '../../docker/container-end.ts';
import {followHealth} from '../../docker/container-health.ts';
import {dockerError} from '../../docker/engine-problem.ts';
import {TaskError, type Exit} from '../../vocabulary/failure.ts';
import {exitFailure} from '../../vocabulary/make-failure.ts';
import {containerChannelKind} from './channel.ts';
import {addressOf, addressOutputs, endpointOf, type ContainerAddress} from './address.ts';
import {inspectOwner, isShared, sharedAddress} from './shared-network.ts';
import {containerMistakes, knownPorts} from './validate.ts';
import {afterEndOf} from '../shared/after-end.ts';
import type {ContainerInputs} from './create-options.ts';
import {inputsOf} from './inputs.ts';
import {
  attachmentsOf,
  BRIDGE,
  containerGraceMs,
  linksOf,
  resolveContainer,
  type ContainerSpec,
} from './spec.ts';
import {startContainer, type StartedContainer} from './start.ts';
import {downContainers} from './remove.ts';
import type {ImpliedNeed, Kind, Up, UpContext} from '../kind.ts';
import {portOutputNames} from '../shared/port-outputs.ts';
import {removeOrphans} from '../shared/orphans.ts';
import {lastOutput} from '../shared/last-output.ts';

/** A Docker container, made anew for this run. */
export const container: Kind<'container', ContainerSpec> = {
  name: 'container',
  lifetime: 'service',
  keepsRunAlive: true,
  graceMs: ({container: source}) => containerGraceMs(source),
  afterEnd: ({container: source}) => afterEndOf(source),
  probeTargets: ['endpoint', 'baseUrl', 'output', 'health', 'channel'],
  outputs: ({container: source}) => [...['id', 'name', 'ip'], ...portOutputNames(knownPorts(source))],
  impliedNeeds: ({container: source}) => [
    ...attachmentsOf(source).flatMap(({network}): readonly ImpliedNeed[] =>
      network === BRIDGE ? [] : [{key: 'networks', task: network, outputs: ['name']}],
    ),
    ...linksOf(source).map(({task}): ImpliedNeed => ({key: 'links', task, outputs: ['name']})),
  ],
  validate: containerMistakes,
  channel: containerChannelKind,
  summary: ({container: {image}}, values) => `run a container of ${values.text(image)}`,
  resolve: resolveContainer,
  async up(spec, context) {
    const parts = await inputsOf(spec, context);
    const started = await startContainer(spec, parts, context);
    const ended = endWithOutput(started, context);
    return {...(await describe(spec, parts, started, ended, context)), ended};
  },
  down: downContainers,
  removeOrphans: removeOrphans,
};

/** How long the last of its output may take after the end of a container. */
const LAST_OUTPUT_MS = 2_000;

/** Its end counts once its last lines are there. */
async function endWithOutput(
  {container: started, outputOver}: StartedContainer,
  {output, services}: UpContext,
): Promise<Exit> {
  const exit = await endOf(started);
  const over = new AbortController();
  await Promise.race([outputOver, services.clock.sleep(LAST_OUTPUT_MS, over.signal)]);
  over.abort();
  await output.end();
  return exit;
}

/** @throws TaskError `exited` for a container that ended before it had an address */
async function describe(
  spec: ContainerSpec,
  parts: ContainerInputs,
  {engine, container: started}: StartedContainer,
  ended: Promise<Exit>,
  context: UpContext,
): Promise<Pick<Up, 'outputs' | 'subject'>> {
  const {task, signal, output} = context;
  const found = await started.inspect({abortSignal: signal}).catch((error: unknown) => {
    throw dockerError(error, {task, doing: 'inspect the container', signal});
  });
  const {ports} = parts;
  const address = isShared(spec)
    ? sharedAddress(await inspectOwner(engine, found))
    : addressOf(found, {ports, networks: spec.networks, engine: engine.address});
  if (address.published.size < ports.length && !found.State.Running) throw await exitedEarly(ended, context);
  return {
    outputs: {id: started.id, name: parts.name, ...addressOutputs(address)},
    subject: {
      endpoint: port => endpointOf(address, port),
      ...baseUrlOf(address, parts),
      output: output.lines,
      health: {follow: (onHealth, until) => followHealth(engine, started.id, onHealth, until)},
      channel: containerChannel(engine, started.id, context.services.clock),
    },
  };
}

/** The base URL for a path alone, in the probes of a container that publishes one port. */
function baseUrlOf(address: ContainerAddress, {ports: [only, ...more]}: ContainerInputs) {
  return only && more.length === 0 ? {baseUrl: endpointOf(address, only.port)} : {};
}

async function exitedEarly(ended: Promise<Exit>, {task, output}: UpContext): Promise<TaskError> {
  const exit = await ended;
  return new TaskError(exitFailure({task, exit, ...lastOutput(output)}));
}
