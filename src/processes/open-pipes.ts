import {closeSync, constants, openSync} from 'node:fs';

/** Opens and closes pipes of one kind. */
export interface PipeKind<Opened> {
  open(path: string): Opened;
  close(pipe: Opened): void;
}

/** The descriptors of both ends of a pipe. The caller closes them. */
export interface PipeEnds {
  /** Non-blocking. */
  readonly reader: number;
  readonly writer: number;
}

/** Only the read end, non-blocking. */
export const READERS: PipeKind<number> = {
  open: path => openSync(path, constants.O_RDONLY | constants.O_NONBLOCK),
  close: closeSync,
};

export const PAIRS: PipeKind<PipeEnds> = {
  open(path) {
    // Open the reader first and non-blocking, because opening a writer waits for a reader.
    const reader = READERS.open(path);
    try {
      return {reader, writer: openSync(path, constants.O_WRONLY)};
    } catch (error) {
      closeSync(reader);
      throw error;
    }
  },
  close({reader, writer}) {
    closeSync(reader);
    closeSync(writer);
  },
};

/** A pipe that never ends, because it is open for reading and writing. */
export const ENDLESS: PipeKind<number> = {
  open: path => openSync(path, constants.O_RDWR),
  close: closeSync,
};

/** Opens all pipes or none. A partial result would use up the descriptors that a teardown needs. */
export function openAll<Opened>(paths: readonly string[], {open, close}: PipeKind<Opened>): Opened[] {
  const pipes: Opened[] = [];
  try {
    for (const path of paths) pipes.push(open(path));
    return pipes;
  } catch (error) {
    pipes.forEach(close);
    throw error;
  }
}
