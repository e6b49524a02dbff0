import {statSync, type Stats} from 'node:fs';
import {unmatchedPatterns} from '../freshness/unmatched-patterns.ts';
import {readText} from '../state/read-text.ts';

/** Disk access for rules. */
export interface Disk {
  /** The file at an absolute path, following links; `undefined` if it does not exist. */
  look(path: string): Entry | undefined;
  /** The text of a file; `undefined` if it cannot be read. */
  read(path: string): string | undefined;
  /** The patterns of `sources` that match no file under a folder. */
  unmatched(cwd: string, patterns: readonly string[]): readonly string[];
}

export interface Entry {
  readonly isFolder: boolean;
  /** Whether every user of this machine can read the file. */
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
