import {BRIDGE, type ContainerRequest} from '../../places/container-request.ts';
import type {ContainerReach, PlacedContainer} from '../../places/place.ts';
import {lastOutput} from '../../output/last-output.ts';
import {TaskError} from '../../vocabulary/failure.ts';
import {exitFailure} from '../../vocabulary/make-failure.ts';
import type {Up, UpContext} from '../task-context.ts';
import {portOutputs} from '../shared/port-outputs.ts';
import {envOutputs} from './channel.ts';
import {requestOf, type MachineSpec} from './spec.ts';

/** The time between SIGTERM and SIGKILL. */
const GRACE_MS = 10_000;

/**
 * Starts a machine at a cluster, as a container with a runtime that gives each pod its own kernel. Keys that a pod does not support
 * have been rejected by `bottle check`.
 * @throws TaskError `kubernetes`, `no-cluster`, `cannot-start`, `exited`, or the reason of the context's signal
 */
export async function bringContainerUp(spec: MachineSpec, context: UpContext): Promise<Up> {
  const request = containerRequest(spec, context);
  const place = await context.place();
  const placed = await place.createContainer(request, context);
  await placed.start();
  const ended = placed.ended();
  const reach = await placed.reach();
  if (!reach) {
    const exit = await ended;
    throw new TaskError(exitFailure({task: context.task, exit, ...lastOutput(context.output)}));
  }
  return {...describe(placed, reach, request, context), ended};
}

function containerRequest(spec: MachineSpec, context: UpContext): ContainerRequest {
  const {image = '', cpus, net = false, command, stopOnExit, env, ports} = requestOf(spec, context);
  const {memory} = spec;
  return {
    ...{image, env, labels: {}, exposed: [], mounts: [], memoryMounts: [], files: [], filesIn: '/'},
    keys: {
      ...commandKeys(command, stopOnExit),
      ...(cpus !== undefined && {cpus}),
      ...(memory !== undefined && {memory}),
    },
    ports: ports.map(({host, guest}) => ({
      ...{address: '127.0.0.1', hostPort: host, port: guest, protocol: 'tcp'},
    })),
    // Like every machine, it has a network only if `net` is set.
    ...(net ? {networks: [{name: BRIDGE}]} : {networks: [], networkMode: 'none'}),
    ...{probed: [], links: [], names: [], siblings: [], graceMs: GRACE_MS, preStop: []},
  };
}

/** Keeps the container up after its command, as machines do without `stop_on_exit`. A pod would end. */
function commandKeys(command: readonly string[], stopOnExit: boolean): ContainerRequest['keys'] {
  if (command.length === 0) return {};
  return {entrypoint: stopOnExit ? [...command] : ['sh', '-c', STAYS, 'sh', ...command]};
}

const STAYS = 'trap "exit 0" TERM; "$@" & while :; do sleep 2147483647 & wait $!; done';

function describe(
  {id, channel}: PlacedContainer,
  reach: ContainerReach,
  {env}: ContainerRequest,
  {output}: UpContext,
): Omit<Up, 'ended'> {
  return {
    outputs: {name: id, ...envOutputs(env), ...portOutputs(reach.published)},
    subject: {endpoint: port => reach.endpoint(port), output: output.lines, channel},
  };
}
