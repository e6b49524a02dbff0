import type {OutputStream} from '../vocabulary/event.ts';
import type {LineSplitter} from './line-splitter.ts';

/** A splitter for each stream of a task, created on the first output of the stream. Most tasks use one stream or none. */
export interface StreamSplitters {
  of(stream: OutputStream): LineSplitter;
  /** The splitters of streams that have had output, in a fixed order. */
  used(): readonly (readonly [OutputStream, LineSplitter])[];
}

export function splitterForEach(make: () => LineSplitter): StreamSplitters {
  const made: Partial<Record<OutputStream, LineSplitter>> = {};
  return {
    of: stream => (made[stream] ??= make()),
    used: () =>
      STREAMS.flatMap(stream => {
        const splitter = made[stream];
        return splitter === undefined ? [] : [[stream, splitter] as const];
      }),
  };
}

const STREAMS = ['stdout', 'stderr', 'console'] as const;
