import type {PlannedNeed, RunEvent, RunEventBody} from '../../src/vocabulary/event.ts';
import type {RunId, TaskName} from '../../src/vocabulary/ids.ts';

/** A task of a fake run. */
export interface MadeTask {
  readonly needs?: readonly (string | MadeNeed)[];
  readonly kind?: string;
}

/** A need with more than the fields of an entry under `needs:`. */
interface MadeNeed extends Partial<Omit<PlannedNeed, 'task'>> {
  readonly task: string;
}

/** The first event of a fake run. A string is a plain need from `needs:`. */
export function runStarted(
  tasks: Readonly<Record<string, MadeTask>>,
  more: Partial<Extract<RunEvent, {type: 'run-started'}>> = {},
): RunEvent {
  return {
    ...{at: 0, type: 'run-started', version: 2, run: '20261128-120000-abcd' as RunId},
    ...{name: 'shop', runName: 'shop', file: '/shop/bottle.yaml', startedAt: '2026-11-28T12:00:00.000Z'},
    ...{pid: 1, detached: false, jobs: 100, bottle: '0.1.0', tasks: planned(tasks)},
    ...more,
  };
}

export function planned(tasks: Readonly<Record<string, MadeTask>>) {
  return Object.entries(tasks).map(([task, {needs = [], kind = 'run'}]) => ({
    ...{task: task as TaskName, kind},
    needs: needs.map((need): PlannedNeed => ({
      ...{condition: 'ready', origin: 'needs', text: 'needs'},
      ...(typeof need === 'string' ? {} : need),
      task: (typeof need === 'string' ? need : need.task) as TaskName,
    })),
  }));
}

/** An event with only the fields used by the timeline. */
type Sketch = {
  [Type in RunEventBody['type']]: {readonly type: Type; readonly task?: string};
}[RunEventBody['type']];

/** An event of a fake run, of a task if one is given. */
export function event(
  at: number,
  type: Sketch['type'],
  task?: string,
  more: Readonly<Record<string, unknown>> = {},
): RunEvent {
  return {
    ...{at, type, ...(task !== undefined && {task})},
    ...defaults[type as keyof typeof defaults],
    ...more,
  } as unknown as RunEvent;
}

const defaults = {
  'task-started': {attempt: 1, cause: 'needs-met'},
  'task-ready': {outputs: {}, elapsedMs: 0},
  'task-done': {outputs: {}, elapsedMs: 0},
  'task-failed': {failure: {reason: 'timeout'}, elapsedMs: 0, allowed: false},
  'task-stopping': {cause: 'teardown'},
  'task-stopped': {cause: 'teardown', elapsedMs: 0},
  'teardown-started': {tasks: [], because: 'interrupted'},
  'run-ready': {elapsedMs: 0, running: []},
  'run-ended': {reason: 'interrupted', exitCode: 0, failures: 0, leftovers: 0, exits: {}},
};
