import {closeSync, constants, openSync} from 'node:fs';

/** How pipes of one kind are opened by their path, and closed. */
export interface PipeKind<Opened> {
  open(path: string): Opened;
  close(pipe: Opened): void;
}

/** The two ends of a pipe, as descriptors; the caller that took it closes both. */
export interface PipeEnds {
  /** Does not block. */
  readonly reader: number;
  readonly writer: number;
}

export const PAIRS: PipeKind<PipeEnds> = {
  open(path) {
    // The reader first and without blocking: a writer's open waits for a reader.
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
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

/** Open for writing too, a pipe keeps itself from ending. */
export const ENDLESS: PipeKind<number> = {
  open: path => openSync(path, constants.O_RDWR),
  close: closeSync,
};

/** All of them or none: were as many kept as there are descriptors left, a teardown would find none. */
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
