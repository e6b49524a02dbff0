import type {Container} from 'dockerode';
import {dockerError} from '../../docker/engine-problem.ts';
import type {SshAddress} from '../../docker/ssh-command.ts';
import type {Forward} from '../../docker/ssh-forward.ts';
import {listenerOn} from '../../processes/port-listener.ts';
import {TaskError} from '../../vocabulary/failure.ts';
import {portTakenFailure} from '../../vocabulary/make-failure.ts';
import type {UpContext} from '../kind.ts';
import type {HostPort} from '../shared/port-outputs.ts';
import {engineName, type PortMapping} from '../shared/ports.ts';
import {reachable} from './address.ts';
import {FAR_ADDRESS} from './far-ports.ts';
import {RefusedForward, startForwarding, type ForwardProcess} from './forward-process.ts';
import {keepForwarding} from './keep-forwarding.ts';
import {localPort} from './local-port.ts';
import type {StartedContainer} from './start.ts';

/** How often a port is chosen anew that something else took between its choice and its use. */
const MOST_CHOICES = 5;

/** Published ports, and for how long they are forwarded. */
export interface ForwardedPorts {
  /** As the file has them: addresses and ports of this machine. */
  readonly ports: readonly PortMapping[];
  /** Settles when the container has ended. */
  readonly ended: Promise<unknown>;
}

/**
 * Forwards the ports of a container from the machine of its engine, if that is reached by ssh, to the addresses that the file names, on
 * this machine. A lost connection is made anew. Returns where each port is reached; `undefined` if nothing is forwarded.
 * @throws TaskError `docker`, `port-taken`; the reason of the context's signal
 */
export async function forwardPorts(
  {engine: {ssh}, container}: Pick<StartedContainer, 'engine' | 'container'>,
  {ports, ended}: ForwardedPorts,
  context: UpContext,
): Promise<ReadonlyMap<number, HostPort> | undefined> {
  if (!ssh || ports.length === 0) return undefined;
  context.report(`forwarding its ports from ${ssh.host}`);
  const far = await boundPorts(container, context);
  // It has ended already.
  if (!ports.every(mapping => far.has(engineName(mapping)))) return undefined;
  const {forwards, process} = await startOnFreePorts({ssh, ports, far}, context);
  void keepForwarding({ssh, forwards, process, over: settled(ended)}, context);
  const reached = forwards.map(
    ({mapping: {port}, local}) => [port, {...local, host: reachable(local.host)}] as const,
  );
  // Of several addresses of a port, the first one counts.
  return new Map(reached.toReversed());
}

/** Ports with their numbers on the machine of the engine, by Docker's names of them. */
interface BoundPorts {
  readonly ssh: SshAddress;
  readonly ports: readonly PortMapping[];
  readonly far: ReadonlyMap<string, number>;
}

async function boundPorts(
  container: Container,
  {task, signal}: UpContext,
): Promise<ReadonlyMap<string, number>> {
  try {
    const {NetworkSettings} = await container.inspect({abortSignal: signal});
    // `null` for a port of the image that is not published.
    const bound: Readonly<Record<string, readonly {readonly HostPort: string}[] | null>> =
      NetworkSettings.Ports;
    return new Map(
      Object.entries(bound).flatMap(([name, bindings]) =>
        (bindings ?? []).slice(0, 1).map(({HostPort}) => [name, Number(HostPort)] as const),
      ),
    );
  } catch (error) {
    throw dockerError(error, {task, doing: 'inspect the container', signal});
  }
}

/** A forward, and what the file says of it. */
interface PortForward extends Forward {
  readonly mapping: PortMapping;
}

interface Forwarding {
  readonly forwards: readonly PortForward[];
  readonly process: ForwardProcess;
}

async function startOnFreePorts(bound: BoundPorts, context: UpContext): Promise<Forwarding> {
  const {signal} = context;
  for (let choices = 1; ; choices++) {
    const forwards = await forwardsOf(bound, context);
    try {
      return {forwards, process: await startForwarding(bound.ssh, forwards, {context, signal})};
    } catch (error) {
      if (!(error instanceof RefusedForward)) throw error;
      const refused = forwards.find(forward => forward === error.forward);
      if (refused?.mapping.hostPort !== undefined || choices === MOST_CHOICES)
        throw await portTaken(error.forward.local, context);
    }
  }
}

async function forwardsOf({ports, far}: BoundPorts, context: UpContext): Promise<readonly PortForward[]> {
  const forwards: PortForward[] = [];
  for (const mapping of ports) {
    const {address: host} = mapping;
    const port = await localPort(mapping);
    if (port === undefined) throw await portTaken({host, port: firstOf(mapping)}, context);
    forwards.push({
      mapping,
      local: {host, port},
      far: {host: FAR_ADDRESS, port: far.get(engineName(mapping)) ?? 0},
    });
  }
  return forwards;
}

function settled(work: Promise<unknown>): AbortSignal {
  const over = new AbortController();
  const end = (): void => over.abort();
  work.then(end, end);
  return over.signal;
}

function firstOf({hostRange = ''}: PortMapping): number {
  return Number(hostRange.split('-')[0]);
}

async function portTaken({host: address, port}: HostPort, {task}: UpContext): Promise<TaskError> {
  const listener = await listenerOn(port, 'tcp');
  const holder = listener === undefined ? 'something else' : `process ${listener}`;
  return new TaskError(portTakenFailure({task, use: 'publish', address, port, holder}));
}
