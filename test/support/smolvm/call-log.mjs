import {appendFileSync, mkdirSync} from 'node:fs';
import {dirname} from 'node:path';

/**
 * Logs the start of a call, and later its details and its end, except for a killed call. Returns the function that logs a
 * line.
 */
export function noteCall(path, {pid, argv}) {
  mkdirSync(dirname(path), {recursive: true});
  const id = `${pid}-${process.hrtime.bigint()}`;
  const note = line => appendFileSync(path, `${JSON.stringify({id, at: Date.now(), ...line})}\n`);
  note({event: 'began', pid, argv});
  return note;
}
