import {stripVTControlCharacters} from 'node:util';
import type {Task} from '../config/launch-file.ts';
import {lineSplitter} from '../probes/line-splitter.ts';
import {outputLines} from '../probes/output-lines.ts';
import type {TaskOutput} from '../tasks/kind.ts';
import type {OutputStream} from '../vocabulary/event.ts';
import {MASK} from './masker.ts';
import type {Session} from './session.ts';

/** How many of the last lines are kept, masked, for failures. */
const KEPT_LINES = 50;

/**
 * The output of one attempt of a task. Its lines go to the task's log (where attempts follow each other) and out as events,
 * both masked and with their colours; probes see them as they were written.
 */
export function taskOutput(
  {name: task, source}: Pick<Task, 'name' | 'source'>,
  {logs, masker, emit}: Pick<Session, 'logs' | 'masker' | 'emit'>,
): TaskOutput {
  const lines = outputLines();
  const masked = () => lineSplitter(masker.stream());
  const splitters = {stdout: masked(), stderr: masked(), console: masked()};
  const isSecret = (stream: OutputStream): boolean => source.secret_outputs?.includes(stream) ?? false;
  const kept: string[] = [];
  const report = (stream: OutputStream, finished: readonly string[]): void => {
    for (const line of finished) {
      // A secret output may have become known while its line was still unfinished.
      const text = isSecret(stream) ? MASK : masker.text(line);
      logs.write(task, text);
      emit({type: 'task-output', task, stream, line: text});
      kept.push(stripVTControlCharacters(text));
    }
    if (kept.length > KEPT_LINES) kept.splice(0, kept.length - KEPT_LINES);
  };
  const unfinished = () =>
    Object.entries(splitters)
      .filter(([stream]) => !isSecret(stream as OutputStream))
      .map(([, splitter]) => stripVTControlCharacters(masker.text(splitter.unfinished())))
      .filter(line => line !== '');
  return {
    lines: {
      follow: lines.follow,
      last: count => [...kept, ...unfinished()].slice(-count),
    },
    log: logs.pathOf(task),
    write(stream, chunk) {
      lines.write(stream, chunk);
      report(stream, splitters[stream].push(chunk));
    },
    end() {
      lines.end();
      for (const stream of ['stdout', 'stderr', 'console'] as const) report(stream, splitters[stream].end());
    },
  };
}
