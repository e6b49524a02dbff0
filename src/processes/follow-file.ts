import {open, stat, type FileHandle} from 'node:fs/promises';
import {basename, dirname} from 'node:path';
import {codeOf} from '../vocabulary/caught-error.ts';
import {ifExists} from './expected-error.ts';
import type {Backpressure} from './backpressure.ts';
import {watchFolder} from './guarded-streams.ts';

/** A file that is being followed. */
export interface FollowedFile {
  /** Settles when the current contents of the file have been reported. */
  readOn(): Promise<void>;
}

/**
 * Reports the contents of a file, and data appended to it until `signal` fires. Settles when the current contents have been reported.
 * If the file does not exist yet, its folder is watched until it does. If the folder is missing too, or the file cannot be read,
 * nothing is reported. If the file is replaced, as in log rotation, the old file is read to its end and the new one from its start.
 */
export async function followFile(
  path: string,
  onData: (chunk: Buffer) => Backpressure,
  signal: AbortSignal,
): Promise<FollowedFile> {
  let opened: FileHandle | undefined;
  const close = async (): Promise<void> => {
    const file = opened;
    opened = undefined;
    await file?.close();
  };
  const readRest = async (): Promise<void> => {
    const file = signal.aborted ? undefined : (opened ??= await ifExists(open(path)));
    if (!file) return;
    let isCurrent = false;
    try {
      for (let chunk = await nextChunk(file); chunk.length > 0; chunk = await nextChunk(file))
        if (!signal.aborted) await onData(chunk);
      isCurrent = !(await isReplaced(file, path));
    } finally {
      if (!isCurrent) await close();
    }
    if (!isCurrent) await readRest();
  };
  let reading = Promise.resolve();
  const readOn = async (): Promise<void> => {
    reading = reading.then(readRest).catch(ignoreUnreadable);
    await reading;
  };
  signal.addEventListener('abort', () => void reading.then(close).catch(ignoreUnreadable), {once: true});
  if (watchFile(path, () => void readOn(), signal)) await readOn();
  return {readOn};
}

const CHUNK_BYTES = 64 * 1024;

async function nextChunk(file: FileHandle): Promise<Buffer> {
  const {bytesRead, buffer} = await file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, null);
  return buffer.subarray(0, bytesRead);
}

async function isReplaced(file: FileHandle, path: string): Promise<boolean> {
  const [mine, there] = await Promise.all([file.stat(), ifExists(stat(path))]);
  return there !== undefined && there.ino !== mine.ino;
}

function ignoreUnreadable(error: NodeJS.ErrnoException): void {
  if (error.code === undefined) throw error;
}

/** @returns `false` if the folder does not exist */
function watchFile(path: string, onChange: () => void, signal: AbortSignal): boolean {
  try {
    const watcher = watchFolder(dirname(path), {persistent: false, signal}, (_, name) => {
      if (name === null || name === basename(path)) onChange();
    });
    // The folder may be deleted together with its machine.
    watcher.on('error', () => watcher.close());
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    // The system may have run out of watches (EMFILE or ENOSPC, see inotify(7)). The current contents are still read.
    return code !== 'ENOENT';
  }
}
