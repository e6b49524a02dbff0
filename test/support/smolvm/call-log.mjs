import {appendFileSync, mkdirSync} from 'node:fs';
import {dirname} from 'node:path';

/**
 * Notes a call in the log: a line when it begins, one when it ends (a call that was killed has none), and between them
 * what it has to tell. Gives the function that notes a line.
 */
export function noteCall(path, argv) {
  mkdirSync(dirname(path), {recursive: true});
  const id = `${process.pid}-${process.hrtime.bigint()}`;
  const note = line => appendFileSync(path, `${JSON.stringify({id, at: Date.now(), ...line})}\n`);
  note({event: 'began', pid: process.pid, argv});
  return note;
}
