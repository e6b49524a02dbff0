import {containerChannel} from '../../docker/channel.ts';
import {followHealth} from '../../docker/container-health.ts';
import {dockerError} from '../../docker/engine-problem.ts';
import {TaskError, type Exit} from '../../vocabulary/failure.ts';
import {exitFailure} from '../../vocabulary/make-failure.ts';
import {containerChannelKind} from './channel.ts';
import {addressOf, addressOutputs, endpointOf, type ContainerAddress} from './address.ts';
import {inspectOwner, isShared, sharedAddress} from './shared-network.ts';
import {knownPorts} from './port-mistakes.ts';
import {containerMistakes} from './validate.ts';
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
import {forwardPorts} from './forwarded-ports.ts';
import {runPostStart} from './post-start.ts';
import {startContainer, type StartedContainer} from './start.ts';
import {downContainers} from './remove.ts';
import {downProcesses} from '../host/stop-process.ts';
import type {ProbeTargetName} from '../../probes/subject.ts';
import type {ImpliedNeed, Kind, OutputName, SourceOf, Up, UpContext} from '../kind.ts';
import {endWithOutput} from './end-with-output.ts';
import {runToEnd} from './run-to-end.ts';
import {portOutputNames} from '../shared/port-outputs.ts';
import {removeOrphans} from '../shared/orphans.ts';
import {imageAhead} from '../shared/image-ahead.ts';
import {lastOutput} from '../shared/last-output.ts';

const PROBE_TARGETS: readonly ProbeTargetName[] = ['endpoint', 'baseUrl', 'output', 'health', 'channel'];

/** A Docker container, made anew for this run. */
export const container: Kind<'container', ContainerSpec> = {
  name: 'container',
  lifetime: ({container: {ends = false}}) => (ends ? 'oneshot' : 'service'),
  keepsRunAlive: ({container: {ends = false}}) => !ends,
  // Kept to the end of the run, since files can be copied out of it.
  leavesThings: ({container: {ends = false}}) => ends,
  graceMs: ({container: source}) => containerGraceMs(source),
  afterEnd: ({container: source}) => afterEndOf(source),
  probeTargets: PROBE_TARGETS,
  probeTargetsOf: ({container: {ends = false}}) => (ends ? ['output'] : PROBE_TARGETS),
  outputs: outputsOf,
  impliedNeeds: ({container: source}) => [
    ...attachmentsOf(source).flatMap(({network}): readonly ImpliedNeed[] =>
      network === BRIDGE ? [] : [{key: 'networks', task: network, outputs: ['name']}],
    ),
    ...linksOf(source).map(({task}): ImpliedNeed => ({key: 'links', task, outputs: ['name']})),
  ],
  validate: containerMistakes,
  channel: containerChannelKind,
  summary: ({container: {image}}, values) => `run a container of ${values.text(image)}`,
  ahead: ({container: {image, pull, platform}}, {text}) =>
    pull === 'never' ? undefined : imageAhead(text(image), platform && text(platform)),
  resolve: resolveContainer,
  async up(spec, context) {
    if (spec.ends) return await runToEnd(spec, context);
    const parts = await inputsOf(spec, context);
    const started = await startContainer(spec, parts, context);
    await runPostStart(spec.postStart, started, context);
    const ended = endWithOutput(started, context);
    return {...(await describe(spec, parts, started, ended, context)), ended};
  },
  async down(made, context) {
    const left = await Promise.all([downContainers(made, context), downProcesses(made, context)]);
    return left.flat();
  },
  removeOrphans: removeOrphans,
};

function outputsOf({container: source}: SourceOf<'container'>): readonly OutputName[] {
  if (source.ends === true) return ['id', 'name', 'stdout', ...(source.outputs ?? [])];
  return [...['id', 'name', 'ip'], ...portOutputNames(knownPorts(source))];
}

/** @throws TaskError `exited` for a container that ended before it had an address */
async function describe(
  spec: ContainerSpec,
  parts: ContainerInputs,
  {engine, container: started, ports: published}: StartedContainer,
  ended: Promise<Exit>,
  context: UpContext,
): Promise<Pick<Up, 'outputs' | 'subject'>> {
  const {task, signal, output} = context;
  const found = await started.inspect({abortSignal: signal}).catch((error: unknown) => {
    throw dockerError(error, {task, doing: 'inspect the container', signal});
  });
  const {ports} = parts;
  const there = isShared(spec)
    ? sharedAddress(await inspectOwner(engine, found))
    : addressOf(found, {ports: published, networks: spec.networks, engine: engine.address});
  if (there.published.size < ports.length && !found.State.Running) throw await exitedEarly(ended, context);
  const forwarded = await forwardPorts({engine, container: started}, {ports, ended}, context);
  const address = forwarded ? {...there, published: forwarded, isForwarded: true} : there;
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
