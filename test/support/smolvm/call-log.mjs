import {appendFileSync, mkdirSync} from 'node:fs';
import {dirname} from 'node:path';

/**
 * Logs a call: a line at its start, one at its end (a killed call has none), and its details between them. Returns the
 * function that logs a line.
 */
export function noteCall(path, {pid, argv}) {
  mkdirSync(dirname(path), {recursive: true});
  const id = `${pid}-${process.hrtime.bigint()}`;
  const note = line => appendFileSync(path, `${JSON.stringify({id, at: Date.now(), ...line})}\n`);
  note({event: 'began', pid, argv});
  return note;
}
