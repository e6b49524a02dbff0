import type {Readable} from 'node:stream';
import {ChannelError} from '../channels/channel.ts';
import {pauseUntil, type Backpressure} from '../processes/backpressure.ts';
import {firstBytes} from '../processes/first-bytes.ts';
import {raceAbort} from '../processes/race-abort.ts';
import {spawnProblem} from '../processes/spawn-problem.ts';
import type {FailureReader} from './own-failure.ts';
import type {CallEnd} from './problem.ts';

type Stream = 'stdout' | 'stderr';

/** A call of smolvm that runs. */
interface Child extends Promise<{readonly exitCode?: number; readonly cause?: unknown}> {
  readonly stdout: Readable;
  readonly stderr: Readable;
  kill(signal: 'SIGKILL'): boolean;
}

interface CallListener {
  readonly reader: FailureReader;
  /** Kills it without a grace period, and ends the wait for it. */
  readonly kill: AbortSignal | undefined;
  readonly onOutput: ((stream: Stream, chunk: Uint8Array) => Backpressure) | undefined;
}

/**
 * Keeps what a call writes, and passes it on, until it ends.
 * @returns `undefined` for a call that was killed, or could not be made
 * @throws ChannelError for one that is too long for this system
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

/** The end of a call, or `undefined` as soon as `kill` fires: what it has started may hold its output open. */
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

/** Not smolvm is to blame for what it was never given. */
export function refuseUnmade(cause: unknown): void {
  const problem = spawnProblem(cause);
  if (problem !== undefined) throw new ChannelError(problem, 'request');
}
