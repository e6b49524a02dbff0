import {stripVTControlCharacters} from 'node:util';
import type {ProbeResult} from '../vocabulary/probe-result.ts';

/** "Not yet", with what was seen. */
export function pending(lastSeen: string): ProbeResult {
  return {status: 'pending', lastSeen};
}

/** What is seen of a command that did not exit 0; `output` is its output or the end of it, of which the last line is told. */
export function badExit(code: number, output: string): ProbeResult {
  const line = excerpt(output.trimEnd().split('\n').at(-1) ?? '');
  return pending(line === '' ? `exit code ${code}` : `exit code ${code}: ${line}`);
}

const longestExcerpt = 120;

/** The beginning of a foreign text, on one line and without control codes. */
export function excerpt(text: string): string {
  const line = stripVTControlCharacters(text).trim().replaceAll(/\s+/g, ' ');
  return line.length > longestExcerpt ? `${line.slice(0, longestExcerpt)}…` : line;
}
