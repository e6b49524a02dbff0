import type {TaskChannel} from '../channels/channel.ts';
import type {EndingOutput} from '../output/rest-of-output.ts';
import type {PlaceContext} from '../places/place-context.ts';
import type {HostPort} from '../places/ports.ts';
import {hasCode, reasonOf} from '../vocabulary/caught-error.ts';
import {podChannel as channelOf} from './api/channel.ts';
import type {KubernetesClient} from './api/client.ts';
import {followLogs} from './api/pod-logs.ts';
import type {PodTarget} from './api/pod-target.ts';
import {forwardPort} from './api/port-forward.ts';
import {podName} from './pod-id.ts';

/** The exec channel of a pod, by its id. */
export function podChannel(client: KubernetesClient, id: string): TaskChannel {
  return channelOf(targetOf(client, id));
}

/** The output of a pod that is being passed to its task. */
export interface PodOutput extends EndingOutput {
  close(): void;
}

/** Follows the output of a pod; a kubelet combines stdout and stderr. */
export function podOutput(client: KubernetesClient, id: string, {output, warn}: PlaceContext): PodOutput {
  const closed = new AbortController();
  let pieces = 0;
  const reader = {
    signal: closed.signal,
    onPiece: (piece: Uint8Array) => {
      pieces++;
      return output.write('stdout', piece);
    },
  };
  const over = followLogs(targetOf(client, id), reader).catch((error: unknown) => {
    if (!closed.signal.aborted) warn(`its output can no longer be read: ${reasonOf(error)}`);
  });
  return {over, pieces: () => pieces, close: () => closed.abort()};
}

/** A port of a pod, forwarded until the signal fires. */
export interface ForwardedPort {
  readonly client: KubernetesClient;
  readonly id: string;
  readonly port: number;
  readonly signal: AbortSignal;
}

/** Forwards a port of this machine to a pod. @returns the local port; `undefined` if it is taken */
export async function forwardFrom(
  {host, port: local}: HostPort,
  {client, id, port, signal}: ForwardedPort,
): Promise<number | undefined> {
  const {namespace, name} = podName(id);
  // A failed connection is closed, which is all that its client needs to know.
  const options = {local: {host, port: local}, onProblem: () => undefined};
  try {
    const forward = await forwardPort(client, {namespace, pod: name, port}, options);
    const close = (): void => void forward.close();
    if (signal.aborted) close();
    else signal.addEventListener('abort', close, {once: true});
    return forward.port;
  } catch (error) {
    if (hasCode(error, 'EADDRINUSE')) return undefined;
    throw error;
  }
}

function targetOf(client: KubernetesClient, id: string): PodTarget {
  const {namespace, name, container} = podName(id);
  return {client, namespace, pod: name, container};
}
