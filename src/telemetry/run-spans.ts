import type {EventOf, PlannedTask, RunEvent} from '../vocabulary/event.ts';
import type {TaskFailure} from '../vocabulary/failure.ts';
import type {TaskSpanContext} from './attempt-span.ts';
import {eventName, noteOf} from './notes.ts';
import {openSpan, type OpenSpan, type SpanStart} from './open-span.ts';
import {resultOfRun} from './results.ts';
import type {SpanLimits} from './settings.ts';
import type {Span} from './span.ts';
import {createTaskSpans, type TaskSpans} from './task-spans.ts';
import type {TraceParent} from './trace-context.ts';

export interface RunSpansOptions {
  /** The incoming context. */
  readonly parent?: TraceParent;
  readonly limits: SpanLimits;
  /** Formats a failure as one sentence. */
  textOf(failure: TaskFailure): string;
  onSpan(span: Span): void;
}

/** The spans of a run, from its events. */
export interface RunSpans {
  onEvent(event: RunEvent): void;
  /** The span of the last attempt of a task, otherwise the span of the run. */
  parentFor(task: string): string;
  /** Ends all open spans if the run could not report its end because of a bug. */
  close(): void;
}

/** @param first the first event of the run */
export function createRunSpans(first: EventOf<'run-started'>, options: RunSpansOptions): RunSpans {
  const {limits, textOf, onSpan, parent} = options;
  const startMs = Date.parse(first.startedAt) - first.at;
  const open = (start: Omit<SpanStart, 'startMs'>, atMs: number): OpenSpan =>
    openSpan({...start, startMs: atMs}, limits, onSpan);
  const root = open(rootOf(first, parent), startMs);
  const tasks = new Map<string, TaskSpans>();
  let teardown: OpenSpan | undefined;
  let interruption: EventOf<'run-interrupted'> | undefined;
  let lastMs = startMs;

  const context: TaskSpanContext = {
    ...{run: first.run, open, textOf, rootId: root.spanId},
    stopParent: () => (teardown ?? root).spanId,
    lastAttempt: task => tasks.get(task)?.attemptId(),
  };
  const add = (planned: readonly PlannedTask[]): void => {
    for (const task of planned) tasks.set(task.task, createTaskSpans(task, context));
  };
  const closeAll = (error?: string): void => {
    for (const task of tasks.values()) task.close(lastMs);
    teardown?.end(lastMs);
    root.end(lastMs, error);
  };
  const end = (event: EventOf<'run-ended'>): void => {
    const {exitCode, failures, leftovers, reason} = event;
    const result = resultOfRun(event, interruption);
    root.set({
      ...{'cicd.pipeline.result': result, 'bottle.exit_code': exitCode, 'bottle.reason': reason},
      ...{'bottle.failures': failures, 'bottle.leftovers': leftovers},
      ...(result === 'failure' && {'error.type': reason}),
    });
    closeAll(failures > 0 || result === 'failure' ? `ended with exit code ${exitCode}` : undefined);
  };
  add(first.tasks);
  return {
    parentFor: task => tasks.get(task)?.attemptId() ?? root.spanId,
    close: () => closeAll('bottle ended the run because of an internal error'),
    onEvent(event) {
      lastMs = startMs + event.at;
      if (event.type === 'run-interrupted') interruption ??= event;
      if (event.type === 'tasks-joined') add(event.tasks);
      else if (event.type === 'teardown-started')
        teardown = open({name: 'teardown', parentSpanId: root.spanId}, lastMs);
      else if (event.type === 'run-ended') end(event);
      else if ('task' in event && event.type !== 'dead-run-warned')
        tasks.get(event.task)?.onEvent(event, lastMs);
      else {
        const note = noteOf(event);
        if (note) root.event(eventName(event.type), lastMs, note);
      }
    },
  };
}

function rootOf(
  {run, name, runName, file, jobs, detached, tasks}: EventOf<'run-started'>,
  parent: TraceParent | undefined,
): Omit<SpanStart, 'startMs'> {
  return {
    ...{name: `RUN ${name}`, kind: 'server', isRemoteParent: parent !== undefined},
    ...(parent && {parentSpanId: parent.spanId}),
    attributes: {
      ...{'cicd.pipeline.name': name, 'cicd.pipeline.run.id': run, 'cicd.pipeline.action.name': 'RUN'},
      ...{'bottle.run.name': runName, 'bottle.file': file, 'bottle.jobs': jobs},
      ...{'bottle.detached': detached, 'bottle.tasks': tasks.length},
    },
  };
}
