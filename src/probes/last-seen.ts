import {stripVTControlCharacters} from 'node:util';
import {exitHint} from '../vocabulary/exit-hint.ts';
import type {ProbeResult} from '../vocabulary/probe-result.ts';

/** The result of an attempt that did not pass. */
export type NotReady = Exclude<ProbeResult, {status: 'ready'}>;

/** A "not yet" result. */
export function pending(lastSeen: string): NotReady {
  return {status: 'pending', lastSeen};
}

/**
 * The result of a command that did not exit with 0. Shows the last line of `output`. It is final if the command was not found, since
 * another attempt would not find it either.
 */
export function badExit(code: number, output: string): NotReady {
  const line = excerpt(output.trimEnd().split('\n').at(-1) ?? '');
  const lastSeen = line === '' ? `exit code ${code}` : `exit code ${code}: ${line}`;
  const next = exitHint(code);
  return code === NOT_FOUND && next !== undefined ? {status: 'failed', lastSeen, next} : pending(lastSeen);
}

/** The shell's exit code for "command not found". */
const NOT_FOUND = 127;

const longestExcerpt = 120;

/** The beginning of a program's output, on one line and without control codes. */
export function excerpt(text: string): string {
  const line = stripVTControlCharacters(text).trim().replaceAll(/\s+/g, ' ');
  return line.length > longestExcerpt ? `${line.slice(0, longestExcerpt)}…` : line;
}

/** A command on one line, for a description: its first line, with `…` if there are more. */
export function commandExcerpt(command: string): string {
  const [first = '', ...rest] = command.trim().split('\n');
  return rest.length > 0 ? `${excerpt(first)} …` : excerpt(first);
}
