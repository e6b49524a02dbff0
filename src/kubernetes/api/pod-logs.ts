import type {Backpressure} from '../../processes/backpressure.ts';
import type {Pod} from 'kubernetes-types/core/v1.js';
import {logLines, type LogLines} from './log-lines.ts';
import {noConnection} from './no-connection.ts';
import {getObject} from './objects.ts';
import {isTemporary, isTransient, pauseAfter, pauseMs, reopeningMs} from './patience.ts';
import type {PodTarget} from './pod-target.ts';
import {hasProblem, ifFound, KubernetesError} from './problem.ts';
import {pathOf, requestedThing, resources} from './resource.ts';

/** The reader of a log. */
export interface LogReader {
  /** Called with the output; kubelets combine stdout and stderr. */
  onPiece(piece: Uint8Array): Backpressure;
  /** The connection was lost, and is being restored. */
  onLost?(problem: KubernetesError): void;
  /** The connection is back. */
  onRegained?(): void;
  readonly signal: AbortSignal;
  /** How long to retry a lost connection. Default: 5 minutes. */
  readonly patienceMs?: number;
}

/**
 * Reads the output of a started container from its beginning to its end. After a lost connection, it resumes without
 * losing or repeating output. Resolves when the container has ended or the pod is gone.
 * @throws KubernetesError; the abort reason of the signal
 */
export async function followLogs(target: PodTarget, reader: LogReader): Promise<void> {
  const {signal, patienceMs = 300_000} = reader;
  const {clock} = target.client;
  const lines = logLines();
  let lost: {readonly at: number; readonly failures: number} | undefined;
  const log = {wasOpen: false};
  let ends = 0;
  for (;;) {
    try {
      // If the container has already ended here, the log that is read next is complete.
      const hasEnded = ends > 0 && (await containerEnded(target, signal));
      const onOpen = (): void => void (log.wasOpen = true);
      await readLog(target, lines, {...reader, onOpen, follow: !hasEnded});
      if (lost) reader.onRegained?.();
      lost = undefined;
      if (hasEnded) return;
      // The log may end a moment before the kubelet updates the container's state.
      if (ends++ > 0) await clock.sleep(pauseMs(ends), signal);
    } catch (error) {
      signal.throwIfAborted();
      if (hasProblem(error, 'not-found')) return;
      if (!(error instanceof KubernetesError)) throw error;
      if (!(log.wasOpen ? isTemporary(error.facts) : isTransient(error.facts))) throw error;
      const now = clock.now();
      if (!lost) reader.onLost?.(error);
      lost = {at: lost?.at ?? now, failures: (lost?.failures ?? 0) + 1};
      ends = 1;
      const pause = pauseAfter(error.facts, lost.failures);
      if (now + pause > lost.at + reopeningMs(error.facts, patienceMs)) throw error;
      await clock.sleep(pause, signal);
    }
    signal.throwIfAborted();
  }
}

/** Whether a container has ended, or its pod is gone. */
async function containerEnded({client, ...target}: PodTarget, signal: AbortSignal): Promise<boolean> {
  const name = {namespace: target.namespace, name: target.pod};
  const pod = await ifFound(getObject<Pod>(client, resources.pods, {...name, signal}));
  const state = pod?.status?.containerStatuses?.find(({name: own}) => own === target.container)?.state;
  return pod === undefined || state?.terminated !== undefined;
}

interface LogRequest extends Pick<LogReader, 'onPiece' | 'signal'> {
  /** Called when the API server starts to send it. */
  onOpen(): void;
  readonly follow: boolean;
}

async function readLog(
  {client, ...target}: PodTarget,
  lines: LogLines,
  {onPiece, onOpen, signal, follow}: LogRequest,
): Promise<void> {
  lines.restart();
  const place = {resource: resources.pods, namespace: target.namespace, name: target.pod, subresource: 'log'};
  const query = new URLSearchParams({
    ...{container: target.container, timestamps: 'true', follow: String(follow)},
    ...(lines.since !== undefined && {sinceTime: lines.since}),
  });
  const response = await client.connection.send({
    ...{
      method: 'GET',
      path: `${pathOf(place)}?${String(query)}`,
      asked: requestedThing('get', place),
      signal,
    },
  });
  onOpen();
  try {
    for await (const piece of response as AsyncIterable<Uint8Array>) {
      const fresh = lines.take(piece);
      if (fresh.length > 0) await onPiece(fresh);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw noConnection(client.access.server, error);
  } finally {
    response.destroy();
  }
}
