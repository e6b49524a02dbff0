import {readFileSync, statSync, type Stats} from 'node:fs';

/** What rules may look at on disk. */
export interface Disk {
  /** What is at an absolute path, links followed; `undefined` where there is nothing. */
  look(path: string): Entry | undefined;
  /** The text of a file; `undefined` where it cannot be read. */
  read(path: string): string | undefined;
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
  read(path) {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  },
};

/** What cannot be looked at (a folder on the way that is a file, or may not be entered) is not there for us. */
function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path, {throwIfNoEntry: false});
  } catch {
    return undefined;
  }
}
