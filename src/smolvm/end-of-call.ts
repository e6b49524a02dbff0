import type {Readable} from 'node:stream';
import {ChannelError} from '../channels/channel.ts';
import {pauseUntil, type Backpressure} from '../processes/backpressure.ts';
import {firstBytes} from '../processes/first-bytes.ts';
import {raceAbort} from '../processes/race-abort.ts';
import {spawnProblem} from '../processes/spawn-problem.ts';
import type {FailureReader} from './own-failure.ts';
import type {CallEnd} from './problem.ts';

type Stream = 'stdout' | 'stderr';

/** A running call of smolvm. */
interface Child extends Promise<{readonly exitCode?: number; readonly cause?: unknown}> {
  readonly stdout: Readable;
  readonly stderr: Readable;
  kill(signal: 'SIGKILL'): boolean;
}

interface CallListener {
  readonly reader: FailureReader;
  /** Kills the call without a grace period, and stops waiting for it. */
  readonly kill: AbortSignal | undefined;
  readonly onOutput: ((stream: Stream, chunk: Uint8Array) => Backpressure) | undefined;
}

/**
 * Collects the output of a call and passes it on, until the call ends.
 * @returns `undefined` for a call that was killed or could not be started
 * @throws ChannelError if its arguments are too long for this system
 */
export async function endOfCall(
  child: Child,
  {reader, kill, onOutput}: CallListener,
): Promise<CallEnd | undefined> {
  const kept = {stdout: firstBytes(), stderr: firstBytes()};
  const take = (stream: Stream, chunk: Uint8Array): Backpressure => {
    kept[stream].add(chunk);
    return onOutput?.(stream, chunk);
  };
  child.stdout.on('data', (chunk: Buffer) => pauseUntil(child.stdout, take('stdout', chunk)));
  child.stderr.on('data', (chunk: Buffer) => {
    const shown = reader.push(chunk);
    if (shown.length > 0) pauseUntil(child.stderr, take('stderr', shown));
  });
  const end = await (kill ? orKilled(child, kill) : child);
  refuseUnmade(end?.cause);
  const {rest, failure} = reader.end();
  if (rest.length > 0) await take('stderr', rest);
  if (end?.exitCode === undefined) return undefined;
  return {code: end.exitCode, stdout: kept.stdout.text(), stderr: kept.stderr.text(), failure};
}

/** The end of a call, or `undefined` as soon as `kill` fires: processes that it started may keep its output open. */
async function orKilled<End>(
  call: Promise<End> & {kill(signal: 'SIGKILL'): boolean},
  signal: AbortSignal,
): Promise<End | undefined> {
  try {
    return await raceAbort(call, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    call.kill('SIGKILL');
    return undefined;
  }
}

/** Rejects a call that could not be started because of its arguments, which is not an error of smolvm. */
export function refuseUnmade(cause: unknown): void {
  const problem = spawnProblem(cause);
  if (problem !== undefined) throw new ChannelError(problem, 'request');
}
