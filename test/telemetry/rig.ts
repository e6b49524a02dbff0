import {createRunSpans, type RunSpansOptions} from '../../src/telemetry/run-spans.ts';
import type {Span} from '../../src/telemetry/span.ts';
import type {EventOf, PlannedTask, RunEventBody} from '../../src/vocabulary/event.ts';
import type {RunId, TaskName} from '../../src/vocabulary/ids.ts';

export const START_MS = Date.parse('2026-11-28T18:05:53.000Z');
const LIMITS = {events: 128, links: 128, valueLength: Infinity};

/** The spans of a run with these events, which are 10 ms apart. */
export function spansOf(
  tasks: readonly PlannedTask[],
  events: readonly RunEventBody[],
  options: Partial<RunSpansOptions> = {},
): readonly Span[] {
  const spans: Span[] = [];
  const first = started(tasks);
  const run = createRunSpans(first, {
    ...{limits: LIMITS, textOf: ({reason}) => `text of ${reason}`},
    onSpan: span => spans.push(span),
    ...options,
  });
  events.forEach((event, index) => run.onEvent({...event, at: (index + 1) * 10}));
  run.close();
  return spans;
}

function started(tasks: readonly PlannedTask[]): EventOf<'run-started'> {
  return {
    ...{
      at: 0,
      type: 'run-started',
      version: 2,
      run: '20261128-180553-abcd' as RunId,
      name: 'shop',
      runName: 'shop-2',
      file: '/shop/bottle.yaml',
    },
    ...{
      startedAt: new Date(START_MS).toISOString(),
      pid: 1,
      detached: false,
      jobs: 8,
      bottle: '1.0.0',
      tasks,
    },
  };
}

export function planned(task: string, ...needs: readonly string[]): PlannedTask {
  return {
    ...{task: task as TaskName, kind: 'run'},
    needs: needs.map(need => ({task: need as TaskName, condition: 'ready', origin: 'needs', text: 'needs'})),
  };
}

export const ended = {
  ...{type: 'run-ended', reason: 'all-done', exitCode: 0, failures: 0, leftovers: 0, exits: {}},
} as const satisfies RunEventBody;

export function named(spans: readonly Span[], name: string): Span {
  const span = spans.find(other => other.name === name);
  if (!span) throw new Error(`there is no span ${name} in ${spans.map(other => other.name).join(', ')}`);
  return span;
}
