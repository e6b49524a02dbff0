import type {EventOf, PlannedTask, TaskEvent} from '../vocabulary/event.ts';
import {failedEnd, type TaskSpanContext} from './attempt-span.ts';
import {eventName, noteOf} from './notes.ts';
import {createTaskPhases, type TaskPhases} from './task-phases.ts';

/** The spans of a task: for each attempt, until the task is ready or over; for the time it is up; and for its stop. */
export interface TaskSpans {
  onEvent(event: TaskEvent, atMs: number): void;
  /** The span of the last attempt. */
  attemptId(): string | undefined;
  /** Ends all open spans. */
  close(atMs: number): void;
}

export function createTaskSpans(planned: PlannedTask, context: TaskSpanContext): TaskSpans {
  const phases = createTaskPhases(planned, context);
  let lastSeen = '';
  /** Whether to record an event. A probe attempt with the same result as the last one is not recorded. */
  const isNews = (event: TaskEvent): boolean => {
    if (event.type !== 'probe-attempted') return true;
    const seen = `${event.probe}: ${event.lastSeen}`;
    const isNew = seen !== lastSeen;
    lastSeen = seen;
    return isNew;
  };
  return {
    attemptId: phases.attemptId,
    onEvent(event, atMs) {
      if (event.type === 'task-started') lastSeen = '';
      const note = noteOf(event);
      if (!note) enterPhase(event, atMs, phases, context);
      else if (isNews(event)) phases.current()?.event(eventName(event.type), atMs, note);
    },
    close: phases.close,
  };
}

function enterPhase(event: TaskEvent, atMs: number, phases: TaskPhases, context: TaskSpanContext): void {
  switch (event.type) {
    case 'task-started':
      phases.endUp(atMs);
      phases.beginAttempt(event.attempt, atMs, {'bottle.task.cause': event.cause});
      break;
    case 'task-ready':
      phases.endAttempt({result: 'success'}, atMs);
      phases.beginUp(atMs);
      break;
    case 'task-done':
      phases.endAttempt({result: 'success', attributes: {'bottle.task.because': event.because}}, atMs);
      break;
    case 'task-skipped':
      phases.endAttempt({result: 'skip', attributes: {'bottle.task.because': event.because}}, atMs);
      break;
    case 'task-cancelled':
      phases.endAttempt({result: 'cancellation', attributes: {'bottle.task.because': event.because}}, atMs);
      break;
    case 'task-retried':
      phases.endAttempt(failedEnd(event.failure, context), atMs);
      break;
    case 'task-failed':
      if (phases.isUp()) phases.endUp(atMs, context.textOf(event.failure));
      else phases.endAttempt(failedEnd(event.failure, context), atMs);
      break;
    case 'service-ended':
      phases.endUp(atMs, serviceError(event, context), {
        'process.exit.code': event.exit.code,
        'bottle.service.then': event.then,
      });
      break;
    case 'task-stopping':
      phases.endUp(atMs);
      phases.beginStop(atMs, {'bottle.task.cause': event.cause});
      break;
    case 'task-stopped':
      phases.endUp(atMs);
      phases.endStop(atMs);
      break;
    case 'task-left-behind':
      phases.endStop(atMs, `left behind: ${event.leftovers.map(({what}) => what).join(', ')}`);
      break;
    case 'task-waiting':
    case 'task-output':
    case 'task-running':
    case 'task-probing':
    case 'task-progressed':
    case 'task-stop-progressed':
    case 'task-warned':
    case 'terminal-taken':
    case 'terminal-released':
    case 'watch-changed':
    case 'probe-started':
    case 'probe-attempted':
    case 'probe-passed':
    case 'liveness-changed':
      break;
  }
}

/** The error text for the end of a service; `undefined` if the service may end. */
function serviceError(
  {exit, then, failure}: EventOf<'service-ended'>,
  {textOf}: TaskSpanContext,
): string | undefined {
  if (then === 'ignored') return undefined;
  if (failure) return textOf(failure);
  return exit.signal === undefined ? `exited with code ${exit.code ?? 0}` : `killed by ${exit.signal}`;
}
