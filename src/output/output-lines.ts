import {stripVTControlCharacters} from 'node:util';
import type {OutputStream} from '../vocabulary/event.ts';
import {lineSplitter} from './line-splitter.ts';
import {splitterForEach} from './stream-splitters.ts';
import type {LineListener, OutputLines} from '../probes/subject.ts';

/** The lines of a task's output, with methods for adding to them. */
export interface OutputBuffer extends OutputLines {
  /** Adds a chunk of output. Each stream is split into lines separately. */
  write(stream: OutputStream, chunk: Uint8Array): void;
  /** Ends the output. Unfinished lines count as finished. */
  end(): void;
}

/**
 * Stores a task's output as lines without colour codes, up to the newest `maxBytes` (5 MiB).
 *
 * Followers get an unfinished line each time it grows, because a prompt (`ready> `) never gets a line break. They get it again when
 * it is complete.
 */
export function outputLines({maxBytes = 5 * 1024 * 1024} = {}): OutputBuffer {
  const kept = lineStore(maxBytes);
  const splitters = splitterForEach(() => lineSplitter());
  const followers = new Set<LineListener>();

  const unfinished = () =>
    splitters
      .used()
      .map(([, splitter]) => stripVTControlCharacters(splitter.unfinished()))
      .filter(line => line !== '');
  const notify = (line: string, finished: boolean) => {
    for (const onLine of [...followers]) onLine(line, finished);
  };
  const finish = (raw: readonly string[]) => {
    for (const line of raw.map(stripVTControlCharacters)) {
      kept.add(line);
      notify(line, true);
    }
  };

  return {
    write(stream, chunk) {
      const splitter = splitters.of(stream);
      finish(splitter.push(chunk));
      if (followers.size === 0) return;
      const begun = stripVTControlCharacters(splitter.unfinished());
      if (begun !== '') notify(begun, false);
    },
    end() {
      for (const [, splitter] of splitters.used()) finish(splitter.end());
    },
    follow(onLine, signal) {
      const follower: LineListener = (line, finished) => {
        if (!signal.aborted) onLine(line, finished);
      };
      for (const line of kept.all()) follower(line, true);
      for (const line of unfinished()) follower(line, false);
      if (signal.aborted) return;
      followers.add(follower);
      signal.addEventListener('abort', () => followers.delete(follower), {once: true});
    },
    last: count => newest([...newest(kept.all(), count), ...unfinished()], count),
  };
}

/** Stores lines up to a number of bytes. The oldest are dropped first. */
function lineStore(maxBytes: number) {
  let lines: string[] = [];
  let bytes = 0;
  return {
    add(line: string) {
      lines.push(line);
      bytes += sizeOf(line);
      if (bytes <= maxBytes) return;
      // A quarter at a time, because removing one line from the front of an array costs as much as removing many.
      let dropped = 0;
      while (bytes > maxBytes * 0.75) bytes -= sizeOf(lines[dropped++] ?? '');
      lines = lines.slice(dropped);
    },
    all: (): readonly string[] => lines,
  };
}

function newest(lines: readonly string[], count: number): readonly string[] {
  return lines.slice(Math.max(0, lines.length - count));
}

/** The size of a line in bytes, including its line break. */
function sizeOf(line: string): number {
  return Buffer.byteLength(line) + 1;
}
