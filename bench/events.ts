import type {RunEvent} from '../src/vocabulary/event.ts';

/** The events in the output of `bottle run --format json`. */
export function eventsIn(stdout: string): readonly RunEvent[] {
  return stdout.split('\n').flatMap(line => (line.startsWith('{') ? [JSON.parse(line) as RunEvent] : []));
}

/** The lines that a task wrote. */
export function linesOf(task: string, events: readonly RunEvent[]): readonly string[] {
  return events.flatMap(event => (event.type === 'task-output' && event.task === task ? [event.line] : []));
}
