import type {PlannedTask} from '../vocabulary/event.ts';
import {openAttempt, type AttemptEnd, type TaskSpanContext} from './attempt-span.ts';
import type {OpenSpan} from './open-span.ts';
import type {Attributes} from './span.ts';

/** The open spans of a task: for its attempt, the time it is up, and its stop. Ending a span that is not open has no effect. */
export interface TaskPhases {
  beginAttempt(number: number, atMs: number, attributes: Attributes): void;
  /** A task that ends before it starts gets a span of zero length. */
  endAttempt(end: AttemptEnd, atMs: number): void;
  beginUp(atMs: number): void;
  isUp(): boolean;
  endUp(atMs: number, error?: string, attributes?: Attributes): void;
  beginStop(atMs: number, attributes: Attributes): void;
  endStop(atMs: number, error?: string): void;
  /** The span that gets events of the task. */
  current(): OpenSpan | undefined;
  /** The span of the last attempt. */
  attemptId(): string | undefined;
  /** Ends all open spans. */
  close(atMs: number): void;
}

export function createTaskPhases(planned: PlannedTask, context: TaskSpanContext): TaskPhases {
  const {task, kind} = planned;
  const about = {'cicd.pipeline.task.name': task, 'bottle.task.kind': kind};
  let [attempt, up, stop]: (OpenSpan | undefined)[] = [];
  let last: {readonly number: number; readonly spanId?: string} = {number: 0};

  const openNext = (number: number, atMs: number): OpenSpan => {
    const span = openAttempt(planned, number, atMs, context);
    last = {number, spanId: span.spanId};
    return span;
  };
  const phases: TaskPhases = {
    beginAttempt(number, atMs, attributes) {
      attempt = openNext(number, atMs);
      attempt.set(attributes);
    },
    endAttempt({result, attributes, error}, atMs) {
      const span = attempt ?? openNext(last.number + 1, atMs);
      span.set({'cicd.pipeline.task.run.result': result, ...attributes});
      span.end(atMs, error);
      attempt = undefined;
    },
    beginUp(atMs) {
      const {spanId} = last;
      const parent = spanId !== undefined && {parentSpanId: spanId};
      up = context.open({name: `${task} up`, attributes: about, ...parent}, atMs);
    },
    isUp: () => up !== undefined,
    endUp(atMs, error, attributes = {}) {
      up?.set(attributes);
      up?.end(atMs, error);
      up = undefined;
    },
    beginStop(atMs, attributes) {
      const parentSpanId = context.stopParent();
      stop = context.open({name: `${task} stop`, parentSpanId, attributes: {...about, ...attributes}}, atMs);
    },
    endStop(atMs, error) {
      stop?.end(atMs, error);
      stop = undefined;
    },
    current: () => stop ?? up ?? attempt,
    attemptId: () => last.spanId,
    close(atMs) {
      if (attempt) phases.endAttempt({result: 'cancellation'}, atMs);
      phases.endUp(atMs);
      phases.endStop(atMs);
    },
  };
  return phases;
}
