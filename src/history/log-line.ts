import type {OutputStream} from '../vocabulary/event.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {LoggedEvent} from './event-log.ts';

/** The event of a line of a task's log (see task-log.ts); `undefined` if it is none. */
export function parseLogLine(text: string, task: TaskName, startMs: number): LoggedEvent | undefined {
  const [, time, stream, line = ''] = LINE.exec(text) ?? [];
  if (time === undefined) return undefined;
  const about = {time, at: Date.parse(time) - startMs, task};
  return stream === 'bottle'
    ? {...about, type: 'task-warned', warning: line}
    : {...about, type: 'task-output', stream: stream as OutputStream, line};
}

const LINE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) (stdout|stderr|console|bottle) (.*)$/s;
