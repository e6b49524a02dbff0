import {join} from 'node:path';
import type {Disk, Entry} from '../../src/lint/disk.ts';

/** A disk with only these paths. A string is a file that only its owner can read. */
export function fakeDisk(entries: Readonly<Record<string, string | Entry>>): Disk {
  const at = (path: string) => (Object.hasOwn(entries, path) ? entries[path] : undefined);
  return {
    look(path) {
      const entry = at(path);
      return typeof entry === 'string' ? {isFolder: false, isOpenToAll: false} : entry;
    },
    read(path) {
      const entry = at(path);
      return typeof entry === 'string' ? entry : undefined;
    },
    unmatched: (cwd, patterns) =>
      patterns.filter(pattern => {
        const [start = ''] = join(cwd, pattern).split('*');
        return !pattern.startsWith('!') && !Object.keys(entries).some(path => path.startsWith(start));
      }),
  };
}

/**
 * A disk where every path exists except those named `missing`. Paths named `open` are readable by every user. Env files
 * contain a variable, or an invalid line if they are named `invalid`.
 */
export const generousDisk: Disk = {
  look: path =>
    path.includes('missing') ? undefined : {isFolder: false, isOpenToAll: path.includes('open')},
  read: path => (path.endsWith('.env') ? envFile(path) : undefined),
  unmatched: (_cwd, patterns) => patterns.filter(pattern => pattern.includes('missing')),
};

function envFile(path: string): string {
  return path.includes('invalid') ? 'NAME value\n' : 'NAME=value\n';
}
