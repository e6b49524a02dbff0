import {lineSplitter} from '../probes/line-splitter.ts';
import {outputLines} from '../probes/output-lines.ts';
import type {TaskOutput} from '../tasks/kind.ts';
import type {OutputStream} from '../vocabulary/event.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {Session} from './session.ts';

/**
 * The output of one try of a task. Its lines go to the task's log (where tries follow each other) and out as events, both
 * masked and with their colours; probes see them as they were written.
 */
export function taskOutput(
  task: TaskName,
  {logs, masker, emit}: Pick<Session, 'logs' | 'masker' | 'emit'>,
): TaskOutput {
  const lines = outputLines();
  const splitters = {stdout: lineSplitter(), stderr: lineSplitter(), console: lineSplitter()};
  const tell = (stream: OutputStream, finished: readonly string[]): void => {
    for (const line of finished) {
      logs.write(task, masker.text(line));
      emit({type: 'task-output', task, stream, line});
    }
  };
  return {
    lines,
    log: logs.pathOf(task),
    write(stream, chunk) {
      lines.write(stream, chunk);
      tell(stream, splitters[stream].push(chunk));
    },
    end() {
      lines.end();
      for (const stream of ['stdout', 'stderr', 'console'] as const) tell(stream, splitters[stream].end());
    },
  };
}
