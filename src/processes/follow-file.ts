import {basename, dirname} from 'node:path';
import type {Backpressure} from './backpressure.ts';
import {readFileFrom, watchFolder} from './guarded-streams.ts';

/**
 * Tells what is in a file, and what is appended to it until `signal` fires. Settles when what is there now has been told. A
 * file that is not there yet is waited for in its folder; where that is missing too, or the file cannot be read, there is
 * nothing to tell.
 */
export async function followFile(
  path: string,
  onData: (chunk: Buffer) => Backpressure,
  signal: AbortSignal,
): Promise<void> {
  let offset = 0;
  let reading = Promise.resolve();
  const readRest = async (): Promise<void> => {
    for await (const chunk of readFileFrom(path, offset) as AsyncIterable<Buffer>) {
      offset += chunk.length;
      if (!signal.aborted) await onData(chunk);
    }
  };
  const readOn = async (): Promise<void> => {
    reading = reading.then(readRest).catch(ignoreUnreadable);
    await reading;
  };
  if (!watchFile(path, () => void readOn(), signal)) return;
  await readOn();
}

function ignoreUnreadable(error: NodeJS.ErrnoException): void {
  if (error.code === undefined) throw error;
}

/** @returns whether there is a folder to watch */
function watchFile(path: string, onChange: () => void, signal: AbortSignal): boolean {
  try {
    const watcher = watchFolder(dirname(path), {persistent: false, signal}, (_, name) => {
      if (name === null || name === basename(path)) onChange();
    });
    // The folder goes with its machine.
    watcher.on('error', () => watcher.close());
    return true;
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    // The system may have no watches left (inotify(7) reports that as EMFILE or ENOSPC): what is there now is still read.
    return code !== 'ENOENT';
  }
}
