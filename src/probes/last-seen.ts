import {stripVTControlCharacters} from 'node:util';
import {exitHint} from '../vocabulary/exit-hint.ts';
import type {ProbeResult} from '../vocabulary/probe-result.ts';

/** An attempt that did not pass. */
export type NotReady = Exclude<ProbeResult, {status: 'ready'}>;

/** "Not yet", with what was seen. */
export function pending(lastSeen: string): NotReady {
  return {status: 'pending', lastSeen};
}

/**
 * The result of a command that did not exit with 0; `output` is its output or the end of it, of which the last line is
 * shown. A missing command does not succeed at the next attempt.
 */
export function badExit(code: number, output: string): NotReady {
  const line = excerpt(output.trimEnd().split('\n').at(-1) ?? '');
  const lastSeen = line === '' ? `exit code ${code}` : `exit code ${code}: ${line}`;
  const next = exitHint(code);
  return code === NOT_FOUND && next !== undefined ? {status: 'failed', lastSeen, next} : pending(lastSeen);
}

/** The shell's exit code for a command that it did not find. */
const NOT_FOUND = 127;

const longestExcerpt = 120;

/** The beginning of a foreign text, on one line and without control codes. */
export function excerpt(text: string): string {
  const line = stripVTControlCharacters(text).trim().replaceAll(/\s+/g, ' ');
  return line.length > longestExcerpt ? `${line.slice(0, longestExcerpt)}…` : line;
}

/** A command on one line, for a description: its first line, and `…` if there is more. */
export function commandExcerpt(command: string): string {
  const [first = '', ...rest] = command.trim().split('\n');
  return rest.length > 0 ? `${excerpt(first)} …` : excerpt(first);
}
