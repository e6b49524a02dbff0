import {writeSync} from 'node:fs';

/** Writes all bytes: a disk that is nearly full takes a part of them, and refuses the rest. @throws the system's error */
export function writeAll(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
}
