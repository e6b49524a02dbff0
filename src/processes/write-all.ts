import {writeSync} from 'node:fs';

/** Writes all bytes, even if a nearly full disk accepts only some of them at first. @throws a system error */
export function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}
