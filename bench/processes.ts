import {spawn, type SpawnOptions} from 'node:child_process';
import {once} from 'node:events';
import {peakMb} from './process-tree.ts';

/** A program and its arguments. */
export type Command = readonly [program: string, ...args: string[]];

export interface Ended {
  /** The exit code, or the name of the signal. */
  readonly code: number | string | null;
  readonly stderr: string;
  /** The time of its exit, by `performance.now()`. */
  readonly endedAt: number;
}

/**
 * Runs a command to completion and returns the milliseconds from just before its start until its exit was noticed. Its
 * output is discarded. If it fails, the error contains its stderr.
 */
export async function timeCommand(command: Command, options: SpawnOptions = {}): Promise<number> {
  const [program, ...args] = command;
  const startedAt = performance.now();
  const {code, stderr, endedAt} = await runToEnd(program, args, options);
  if (code !== 0) throw new Error(`\`${command.join(' ')}\` ended with ${String(code)}\n${stderr}`);
  return endedAt - startedAt;
}

/** Also measures the peak memory of the program, without its children, in MB. Linux only. */
export async function timeWithPeak(
  command: Command,
  options: SpawnOptions = {},
): Promise<{readonly ms: number; readonly peakMb: number}> {
  const [program, ...args] = command;
  const startedAt = performance.now();
  const child = spawn(program, args, {stdio: 'ignore', ...options});
  let peak = 0;
  const look = setInterval(() => (peak = Math.max(peak, peakMb(child.pid ?? 0))), 20);
  const [code] = (await once(child, 'exit').finally(() => clearInterval(look))) as [number | null];
  const ms = performance.now() - startedAt;
  if (code !== 0) throw new Error(`\`${command.join(' ')}\` ended with ${String(code)}`);
  return {ms, peakMb: peak};
}

/** Runs a command until it ends in any way; `code` is the name of the signal if one ended it. */
export function runToEnd(program: string, args: readonly string[], options: SpawnOptions): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {stdio: ['ignore', 'ignore', 'pipe'], ...options});
    let stderr = '';
    let endedAt = 0;
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    child.once('error', reject);
    child.once('exit', () => (endedAt = performance.now()));
    child.once('close', (code, signal) => resolve({code: code ?? signal, stderr, endedAt}));
  });
}
