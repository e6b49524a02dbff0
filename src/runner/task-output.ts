import type {Task} from '../model/launch-file.ts';
import {lineSplitter} from '../output/line-splitter.ts';
import {outputLines, type OutputBuffer} from '../output/output-lines.ts';
import {splitterForEach} from '../output/stream-splitters.ts';
import type {Backpressure} from '../processes/backpressure.ts';
import type {TaskOutput} from '../places/place-context.ts';
import type {OutputStream} from '../vocabulary/event.ts';
import {visibleText} from '../vocabulary/visible-text.ts';
import {MASK} from './masker.ts';
import type {Session} from './session.ts';

/** The number of last lines to keep, masked, for failure reports. */
const KEPT_LINES = 50;

/** The number of bytes to process at a time: hundreds of lines, which take a millisecond or two. */
const PIECE_BYTES = 8_192;

/**
 * The output of one attempt of a task. Lines are masked, and then appended to the task's log and emitted as events, with colors.
 * Probes see unmasked lines.
 */
export function taskOutput(
  {name: task, source}: Pick<Task, 'name' | 'source'>,
  {
    logs,
    masker,
    emit,
    pace,
    backpressure,
  }: Pick<Session, 'logs' | 'masker' | 'emit' | 'pace' | 'backpressure'>,
): TaskOutput {
  // Created on first use, since many services print nothing.
  let made: OutputBuffer | undefined;
  const lines = (): OutputBuffer => (made ??= outputLines());
  const splitters = splitterForEach(() => lineSplitter(masker.stream()));
  const isSecret = (stream: OutputStream): boolean => source.secret_outputs?.includes(stream) ?? false;
  const kept: string[] = [];
  const report = (stream: OutputStream, finished: readonly string[]): void => {
    // Mask again, because a secret output may have become known while its line was unfinished.
    const texts = finished.map(line => (isSecret(stream) ? MASK : masker.text(line)));
    logs.write(task, stream, texts);
    for (const text of texts) {
      emit({type: 'task-output', task, stream, line: text});
      kept.push(visibleText(text).text);
    }
    if (kept.length > KEPT_LINES) kept.splice(0, kept.length - KEPT_LINES);
  };
  const waiting: (() => void)[] = [];
  let isSilent = true;
  const later = (work: () => void): Backpressure => {
    waiting.push(work);
    return pace.perform(() => waiting.shift()?.());
  };
  const unfinished = () =>
    splitters
      .used()
      .filter(([stream]) => !isSecret(stream))
      .map(([, splitter]) => visibleText(masker.text(splitter.unfinished())).text)
      .filter(line => line !== '');
  return {
    lines: {
      follow: (...args) => lines().follow(...args),
      last(count) {
        // A failure report must include all output so far.
        while (waiting.length > 0) waiting.shift()?.();
        return [...kept, ...unfinished()].slice(-count);
      },
    },
    log: logs.pathOf(task),
    write(stream, chunk) {
      isSilent = false;
      let done: Backpressure;
      for (let start = 0; start < chunk.length; start += PIECE_BYTES) {
        const piece = chunk.subarray(start, start + PIECE_BYTES);
        done = later(() => {
          lines().write(stream, piece);
          report(stream, splitters.of(stream).push(piece));
        });
      }
      return done === undefined ? backpressure() : done.then(backpressure);
    },
    async end() {
      if (isSilent) return;
      await later(() => {
        lines().end();
        for (const [stream, splitter] of splitters.used()) report(stream, splitter.end());
      });
    },
  };
}
