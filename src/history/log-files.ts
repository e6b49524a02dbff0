import {closeSync, fstatSync, openSync, renameSync, rmSync} from 'node:fs';
import {dirname} from 'node:path';
import {makeDirectorySync} from '../processes/make-directory.ts';
import {writeAll} from '../processes/write-all.ts';
import {PRIVATE_FILE} from '../state/state-directory.ts';
import {hasCode} from '../vocabulary/caught-error.ts';

/**
 * Rotated log files, of which a limited number is open. A file that has reached the maximum size is renamed to `<path>.1`, the next one
 * to `<path>.2`, and so on; the newest {@link KEPT_LOGS} rotated files are kept. Files keep their numbers, so that a reader never sees
 * a file under two names.
 */
export interface LogFiles {
  /** @throws the system's error */
  append(path: string, text: string): void;
  /** Keeps at most as many files open as are open now. */
  openNoMore(): void;
  /** Closes all files; each is reopened by the next `append` to it. */
  close(): void;
}

/** The defaults of Kubernetes: five files of 10 MiB, including the current one. */
export const LOG_BYTES = 10 * 1024 * 1024;
const KEPT_LOGS = 4;

/** Maximum number of open files; closed files are reopened on demand. */
const MAX_OPEN = 64;

interface OpenLog {
  readonly file: number;
  bytes: number;
}

export function createLogFiles(maxBytes: number): LogFiles {
  const open = new Map<string, OpenLog>();
  const rotations = new Map<string, number>();
  let maxOpen = MAX_OPEN;

  const closeOldest = (): void => {
    const [oldest] = open;
    if (!oldest) return;
    open.delete(oldest[0]);
    closeSync(oldest[1].file);
  };
  const openLog = (path: string, isNewFolder = false): OpenLog => {
    if (open.size >= maxOpen) closeOldest();
    try {
      return openForAppend(path);
    } catch (error) {
      if (hasCode(error, 'EMFILE') && open.size > 0) {
        closeOldest();
        return openLog(path, isNewFolder);
      }
      if (!hasCode(error, 'ENOENT') || isNewFolder) throw error;
      makeDirectorySync(dirname(path), 0o700);
      return openLog(path, true);
    }
  };
  const rotate = (path: string, {file}: OpenLog): void => {
    open.delete(path);
    closeSync(file);
    const number = (rotations.get(path) ?? 0) + 1;
    renameSync(path, `${path}.${number}`);
    rotations.set(path, number);
    rmSync(`${path}.${number - KEPT_LOGS}`, {force: true});
  };
  return {
    append(path, text) {
      const log = open.get(path) ?? openLog(path);
      open.set(path, log);
      const bytes = Buffer.from(text);
      writeAll(log.file, bytes);
      log.bytes += bytes.length;
      if (log.bytes >= maxBytes) rotate(path, log);
    },
    openNoMore: () => void (maxOpen = open.size),
    close() {
      for (const {file} of open.values()) closeSync(file);
      open.clear();
    },
  };
}

function openForAppend(path: string): OpenLog {
  const file = openSync(path, 'a', PRIVATE_FILE);
  return {file, bytes: fstatSync(file).size};
}
