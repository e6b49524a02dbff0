import {statSync, type Stats} from 'node:fs';
import {unmatchedPatterns} from '../freshness/unmatched-patterns.ts';
import {readText} from './read-text.ts';

/** The disk access of rules. */
export interface Disk {
  /** The file at an absolute path, links followed; `undefined` if there is none. */
  look(path: string): Entry | undefined;
  /** The text of a file; `undefined` if it cannot be read. */
  read(path: string): string | undefined;
  /** The patterns of `sources` that match no file under a folder. */
  unmatched(cwd: string, patterns: readonly string[]): readonly string[];
}

export interface Entry {
  readonly isFolder: boolean;
  /** Whether every user of this machine may read it. */
  readonly isOpenToAll: boolean;
}

/** The disk of this machine. */
export const localDisk: Disk = {
  look(path) {
    const found = statusOf(path);
    return found && {isFolder: found.isDirectory(), isOpenToAll: (found.mode & 0o004) !== 0};
  },
  read: readText,
  unmatched: unmatchedPatterns,
};

/** A path that cannot be accessed (below a file, or a folder without permission) counts as missing. */
function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path, {throwIfNoEntry: false});
  } catch {
    return undefined;
  }
}
