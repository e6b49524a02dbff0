import {describe, expect, test} from 'vitest';
import {reconcile} from '../../src/lifecycle/reconcile.ts';
import type {Situation} from '../../src/lifecycle/situation.ts';
import {taskGraphOf, type Need} from '../../src/lifecycle/task-graph.ts';
import type {TaskState} from '../../src/lifecycle/task-state.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';

const attempt = {tries: 1, restarts: 0, cause: 'needs-met'} as const;
const waiting: TaskState = {status: 'waiting', for: 'needs', attempt};
const ready: TaskState = {status: 'ready', attempt, elapsedMs: 0};
const done: TaskState = {status: 'done', elapsedMs: 0};
const starting: TaskState = {status: 'starting', attempt, holdsSlot: true, interruption: undefined};
const failure = {reason: 'bad-output', task: 'db' as TaskName, detail: 'broke'} as const;
const failed: TaskState = {status: 'failed', failure, allowed: false, elapsedMs: 0, leftovers: []};
const failing: TaskState = {status: 'stopping', phase: 'pending', holdsSlot: false, end: failed};
const restarting: TaskState = {
  ...{status: 'restarting', phase: 'pending', delayMs: 0, leftovers: []},
  attempt: {...attempt, tries: 2},
  cause: {why: 'failed', failure, next: 2, of: 2},
};
const cancelled: TaskState = {status: 'cancelled', because: '', leftovers: []};

interface Case {
  /** The needs of each task. `!` marks a need that must have ended. */
  readonly needs: Readonly<Record<string, readonly string[]>>;
  readonly states: Readonly<Record<string, TaskState>>;
  readonly things?: readonly string[];
  /** Durations of tasks. Default: 1. */
  readonly durations?: Readonly<Record<string, number>>;
  readonly more?: Partial<Situation>;
}

function ask({needs, states, things = [], durations = {}, more}: Case): readonly string[] {
  const edges = Object.entries(needs).map(([task, all]) => {
    const parsed = all.map((need): Need => ({
      to: need.replace('!', '') as TaskName,
      condition: need.endsWith('!') ? 'ended' : 'ready',
    }));
    return [task as TaskName, parsed] as const;
  });
  const operations = reconcile({
    graph: taskGraphOf(new Map(edges), undefined, task => durations[task] ?? 1),
    stateOf: task => states[task] ?? waiting,
    desiredOf: () => 'up',
    hasResources: task => things.includes(task),
    causeOf: () => 'requested',
    isLeftAlone: () => false,
    reusesThings: () => false,
    reasonToSkip: () => undefined,
    ...{jobs: 64, mayHaveOrphans: false, holdsRemovals: false},
    ...more,
  });
  return operations.map(({op, task, ...about}) => [op, task, ...Object.values(about).map(text)].join(' '));
}

function text(value: unknown): string {
  return typeof value === 'object' && value ? Object.values(value).join(' ') : String(value);
}

const down: Partial<Situation> = {desiredOf: () => 'down'};

describe('a task that should be up', () => {
  test.each<[string, Case, readonly string[]]>([
    ['starts once its needs are met', {needs: {db: [], web: ['db']}, states: {}}, ['start db needs-met']],
    [
      'waits for a slot behind a longer chain of dependents',
      {needs: {a: [], b: [], c: ['b']}, states: {}, more: {jobs: 1}},
      ['start b needs-met', 'queue a slot'],
    ],
    [
      'waits for a slot behind a chain of dependents that takes longer',
      {needs: {a: [], b: [], c: ['b'], d: []}, states: {}, durations: {d: 5}, more: {jobs: 1}},
      ['start d needs-met', 'queue a slot', 'queue b slot'],
    ],
    [
      'waits for a slot while others use all of them',
      {needs: {a: [], b: []}, states: {a: starting}, more: {jobs: 1}},
      ['queue b slot'],
    ],
    [
      'is skipped with a reason',
      {needs: {a: []}, states: {}, more: {reasonToSkip: () => 'unwanted'}},
      ['skip a unwanted'],
    ],
    [
      'is cancelled in any state if a need has failed, and nothing starts meanwhile',
      {
        needs: {db: [], web: ['db'], api: ['db'], later: ['db'], other: []},
        states: {db: failing, web: ready, api: starting},
        more: {holdsRemovals: false},
      },
      [
        'cancel web need-failed db failed',
        'cancel api need-failed db failed',
        'cancel later need-failed db failed',
      ],
    ],
    [
      'is not cancelled if it is done, or only needs the end of the failed task',
      {needs: {db: [], test: ['db'], report: ['db!']}, states: {db: failed, test: done}},
      ['start report needs-met'],
    ],
    [
      'names a cancelled need',
      {needs: {a: [], b: ['a']}, states: {a: cancelled}},
      ['cancel b need-failed a cancelled'],
    ],
    [
      'is stopped after a failure once its dependents have stopped',
      {
        needs: {db: [], web: ['db']},
        states: {db: failing, web: {...failing, end: cancelled}},
        things: ['db', 'web'],
      },
      ['stop web cancelled false'],
    ],
    [
      'is stopped after a failure without waiting for a dependent that only needs its end',
      {needs: {db: [], report: ['db!']}, states: {db: failing, report: ready}, things: ['db', 'report']},
      ['stop db failed false'],
    ],
    [
      'settles without a removal if it has created nothing, even between two attempts',
      {needs: {db: [], api: []}, states: {db: failing, api: restarting}},
      ['settle db failed', 'settle api retry'],
    ],
    [
      'has its last attempt removed before the next one, but not during the back-off',
      {
        needs: {api: [], web: ['api']},
        states: {api: restarting, web: {...restarting, phase: 'back-off'}},
        things: ['api', 'web'],
      },
      ['stop api retry false'],
    ],
    [
      'is not removed before the teardown if removals are held back',
      {needs: {db: []}, states: {db: failing}, things: ['db'], more: {holdsRemovals: true}},
      ['settle db failed'],
    ],
  ])('%s', (_, situation, expected) => {
    expect(ask(situation)).toEqual(expected);
  });
});

describe('a task that should be down', () => {
  test.each<[string, Case, readonly string[]]>([
    [
      'is stopped in reverse order, even across tasks with nothing to stop',
      {
        needs: {db: [], seed: ['db'], web: ['seed']},
        states: {db: ready, seed: done, web: ready},
        things: ['db', 'web'],
        more: down,
      },
      ['stop web teardown false'],
    ],
    [
      'never starts, and a running attempt is interrupted first',
      {needs: {a: [], b: ['a'], c: []}, states: {a: ready, b: starting}, more: down},
      ['interrupt b teardown', 'cancel c teardown'],
    ],
    [
      'is not stopped while removals are held back',
      {needs: {a: []}, states: {a: ready}, more: {...down, holdsRemovals: true}},
      [],
    ],
    [
      'is stopped in any final state if it has created something',
      {
        needs: {a: [], b: [], c: []},
        states: {a: failed, b: done, c: cancelled},
        things: ['a', 'b'],
        more: down,
      },
      ['stop a teardown false', 'stop b teardown false'],
    ],
    [
      'is stopped with the information that a dependent has leftovers',
      {
        needs: {ip: [], net: ['ip'], web: ['net']},
        states: {
          ...{ip: ready, net: {status: 'stopped', cause: 'teardown', last: ready, leftovers: []}},
          web: {
            status: 'stopped',
            cause: 'teardown',
            last: ready,
            leftovers: [{what: 'x', why: 'z', command: 'y'}],
          },
        },
        things: ['ip', 'web'],
        more: down,
      },
      ['stop ip teardown true'],
    ],
  ])('%s', (_, situation, expected) => {
    expect(ask(situation)).toEqual(expected);
  });
});
