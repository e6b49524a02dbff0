import type {PlannedTask} from '../vocabulary/event.ts';
import type {TaskFailure} from '../vocabulary/failure.ts';
import type {OpenSpan, SpanStart} from './open-span.ts';
import {resultOfFailure, type Result} from './results.ts';
import type {Attributes, SpanLink} from './span.ts';

/** Facts about the run for the spans of its tasks. */
export interface TaskSpanContext {
  readonly run: string;
  readonly rootId: string;
  open(start: Omit<SpanStart, 'startMs'>, atMs: number): OpenSpan;
  /** The parent span for stops of tasks. */
  stopParent(): string;
  /** The span of the last attempt of a task. */
  lastAttempt(task: string): string | undefined;
  /** Formats a failure as one sentence. */
  textOf(failure: TaskFailure): string;
}

/** The span of an attempt, from its start until the task is ready or over. */
export function openAttempt(
  {task, kind, needs}: PlannedTask,
  number: number,
  atMs: number,
  context: TaskSpanContext,
): OpenSpan {
  const attributes = {
    'cicd.pipeline.task.name': task,
    'cicd.pipeline.task.run.id': `${context.run}/${task}/${number}`,
    ...(kind === 'image' && {'cicd.pipeline.task.type': 'build'}),
    'bottle.task.kind': kind,
    'bottle.task.attempt': number,
  };
  const links = linksTo(needs, context);
  return context.open({name: task, parentSpanId: context.rootId, links, attributes}, atMs);
}

/** The end of an attempt: its result, more attributes, and the text of its failure. */
export interface AttemptEnd {
  readonly result: Result;
  readonly attributes?: Attributes;
  readonly error?: string;
}

export function failedEnd(failure: TaskFailure, {textOf}: TaskSpanContext): AttemptEnd {
  const code = failure.reason === 'exited' ? failure.exit.code : undefined;
  return {
    result: resultOfFailure(failure),
    attributes: {'error.type': failure.reason, 'process.exit.code': code},
    error: textOf(failure),
  };
}

/** Links to the attempts that a task waited for. */
function linksTo(needs: PlannedTask['needs'], {lastAttempt}: TaskSpanContext): readonly SpanLink[] {
  const all = new Map(needs.map(need => [need.task, need]));
  return [...all.values()].flatMap(({task, condition, origin}) => {
    const spanId = lastAttempt(task);
    if (spanId === undefined) return [];
    return [{spanId, attributes: {'bottle.need.condition': condition, 'bottle.need.origin': origin}}];
  });
}
