import type {EventOf, PlannedTask, TaskEvent} from '../vocabulary/event.ts';
import {failedEnd, openAttempt, type AttemptEnd, type TaskSpanContext} from './attempt-span.ts';
import {eventName, noteOf} from './notes.ts';
import type {OpenSpan} from './open-span.ts';

/** The spans of a task: one for each attempt, until it is ready or over; one while it is up; and one while it is stopped. */
export interface TaskSpans {
  onEvent(event: TaskEvent, atMs: number): void;
  /** The span of the last attempt. */
  attemptId(): string | undefined;
  /** Ends what is still open. */
  close(atMs: number): void;
}

export function createTaskSpans(planned: PlannedTask, context: TaskSpanContext): TaskSpans {
  const {task, kind} = planned;
  const attributes = {'cicd.pipeline.task.name': task, 'bottle.task.kind': kind};
  /** The open ones. */
  let [attempt, up, stop]: (OpenSpan | undefined)[] = [];
  let last: {readonly number: number; readonly spanId?: string} = {number: 0};
  let lastSeen = '';

  const begin = (number: number, atMs: number): OpenSpan => {
    const span = openAttempt(planned, number, atMs, context);
    last = {number, spanId: span.spanId};
    return span;
  };
  const endAttempt = ({result, attributes: about, error}: AttemptEnd, atMs: number): void => {
    // A task that ends before it starts has a span without length.
    const span = attempt ?? begin(last.number + 1, atMs);
    span.set({'cicd.pipeline.task.run.result': result, ...about});
    span.end(atMs, error);
    attempt = undefined;
  };
  const endUp = (atMs: number, error?: string): void => {
    up?.end(atMs, error);
    up = undefined;
  };
  const endStop = (atMs: number, error?: string): void => {
    stop?.end(atMs, error);
    stop = undefined;
  };
  /** Of probe attempts, those that see something new: most see what the last one saw. */
  const isNews = (event: TaskEvent): boolean => {
    if (event.type !== 'probe-attempted') return true;
    const seen = `${event.probe}: ${event.lastSeen}`;
    const isNew = seen !== lastSeen;
    lastSeen = seen;
    return isNew;
  };
  const move = (event: TaskEvent, atMs: number): void => {
    switch (event.type) {
      case 'task-started':
        endUp(atMs);
        attempt = begin(event.attempt, atMs);
        attempt.set({'bottle.task.cause': event.cause});
        lastSeen = '';
        break;
      case 'task-ready': {
        endAttempt({result: 'success'}, atMs);
        const {spanId} = last;
        up = context.open(
          {name: `${task} up`, attributes, ...(spanId !== undefined && {parentSpanId: spanId})},
          atMs,
        );
        break;
      }
      case 'task-done':
        endAttempt({result: 'success', attributes: {'bottle.task.because': event.because}}, atMs);
        break;
      case 'task-skipped':
        endAttempt({result: 'skip', attributes: {'bottle.task.because': event.because}}, atMs);
        break;
      case 'task-cancelled':
        endAttempt({result: 'cancellation', attributes: {'bottle.task.because': event.because}}, atMs);
        break;
      case 'task-retried':
        endAttempt(failedEnd(event.failure, context), atMs);
        break;
      case 'task-failed':
        if (up) endUp(atMs, context.textOf(event.failure));
        else endAttempt(failedEnd(event.failure, context), atMs);
        break;
      case 'service-ended':
        up?.set({'process.exit.code': event.exit.code, 'bottle.service.then': event.then});
        endUp(atMs, serviceError(event, context));
        break;
      case 'task-stopping':
        endUp(atMs);
        stop = context.open({name: `${task} stop`, parentSpanId: context.stopParent(), attributes}, atMs);
        stop.set({'bottle.task.cause': event.cause});
        break;
      case 'task-stopped':
        endUp(atMs);
        endStop(atMs);
        break;
      case 'task-left-behind':
        endStop(atMs, `left behind: ${event.leftovers.map(({what}) => what).join(', ')}`);
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
  };
  return {
    attemptId: () => last.spanId,
    onEvent(event, atMs) {
      const note = noteOf(event);
      if (!note) move(event, atMs);
      else if (isNews(event)) (stop ?? up ?? attempt)?.event(eventName(event.type), atMs, note);
    },
    close(atMs) {
      if (attempt) endAttempt({result: 'cancellation'}, atMs);
      endUp(atMs);
      endStop(atMs);
    },
  };
}

/** Why the end of a service is an error; `undefined` if it may end. */
function serviceError(
  {exit, then, failure}: EventOf<'service-ended'>,
  {textOf}: TaskSpanContext,
): string | undefined {
  if (then === 'ignored') return undefined;
  if (failure) return textOf(failure);
  return exit.signal === undefined ? `exited with code ${exit.code ?? 0}` : `killed by ${exit.signal}`;
}
