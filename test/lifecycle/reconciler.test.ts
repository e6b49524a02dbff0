import {describe, expect, test} from 'vitest';
import {afterOperation} from '../../src/lifecycle/after-operation.ts';
import type {Desired} from '../../src/lifecycle/desired-states.ts';
import {createReconciler, reconcile} from '../../src/lifecycle/reconcile.ts';
import type {Situation} from '../../src/lifecycle/situation.ts';
import {taskGraphOf, type Need, type TaskGraph} from '../../src/lifecycle/task-graph.ts';
import type {TaskState} from '../../src/lifecycle/task-state.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';
import {randomGraph, randomNumbers} from '../support/random-graph.ts';

const attempt = {tries: 1, restarts: 0, cause: 'needs-met'} as const;
const leftover = {what: 'x', why: 'y', command: 'z'};
const failure = {reason: 'bad-output', task: 'db' as TaskName, detail: 'broke'} as const;
const failed: TaskState = {status: 'failed', failure, allowed: false, elapsedMs: 0, leftovers: []};
const waiting = {status: 'waiting', for: 'needs', attempt} as const;
const ready: TaskState = {status: 'ready', attempt, elapsedMs: 0};
const stopped = {status: 'stopped', cause: 'requested', last: undefined, leftovers: []} as const;
const starting: TaskState = {status: 'starting', attempt, holdsSlot: true, interruption: undefined};
const restarting: TaskState = {
  ...{status: 'restarting', phase: 'pending', delayMs: 0, leftovers: []},
  ...{attempt: {...attempt, restarts: 1}, cause: {why: 'failed', failure, next: 2, of: 2}},
};

/** At least one state of each type that the reconciler distinguishes. */
const STATES: readonly TaskState[] = [
  waiting,
  {status: 'waiting', for: 'slot', attempt},
  {status: 'waiting', for: 'needs', attempt: {...attempt, restarts: 1}},
  ...[starting, {...starting, status: 'running'} as const, {...starting, interruption: 'teardown'} as const],
  {...starting, status: 'probing', holdsSlot: false},
  ready,
  {status: 'done', elapsedMs: 0},
  {status: 'skipped', because: ''},
  ...[restarting, {...restarting, phase: 'back-off'} as const],
  {status: 'stopping', phase: 'pending', holdsSlot: false, end: failed},
  {status: 'stopping', phase: 'removing', holdsSlot: false, end: stopped},
  ...[failed, {...failed, leftovers: [leftover]}],
  {status: 'cancelled', because: '', leftovers: []},
  ...[stopped, {...stopped, leftovers: [leftover]}],
];

const SEEDS = Array.from({length: 60}, (_, seed) => seed + 1);

test.each(SEEDS)('changed tasks are sufficient to find all operations (seed %i)', seed => {
  const random = randomNumbers(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const graph = randomTasks(seed, random);
  const tasks = [...graph.needs.keys()];
  const states = new Map(tasks.map(task => [task, pick(STATES)]));
  const stateOf = (task: TaskName): TaskState => states.get(task) ?? waiting;
  const things = new Set(tasks.filter(() => random() < 0.5));
  const again = new Set<TaskName>();
  let situation = randomSituation(again, {graph, stateOf, hasResources: task => things.has(task)}, random);
  const reconciler = createReconciler();

  for (let step = 0; step < 200; step++) {
    const operations = reconciler.next(situation);
    expect(operations.map(shown).sort()).toEqual(reconcile(situation).map(shown).sort());
    for (const operation of operations) {
      states.set(operation.task, afterOperation(operation, stateOf(operation.task)));
      if (operation.op === 'renew') again.delete(operation.task);
      reconciler.touch(operation.task);
    }
    if (operations.length > 0) continue;
    if (random() < 0.1) situation = randomSituation(again, situation, random);
    const task = pick(tasks);
    states.set(task, pick(STATES));
    if (random() < 0.3) things.delete(task);
    reconciler.touch(task);
  }
});

function shown(value: object): string {
  return JSON.stringify(value);
}

function randomTasks(seed: number, random: () => number): TaskGraph {
  const conditions = ['ready', 'started', 'ended'] as const;
  const condition = (): Need['condition'] => conditions[Math.floor(random() * 3)] ?? 'ready';
  const graph = randomGraph({seed, nodes: 15, needs: 3}) as ReadonlyMap<TaskName, readonly TaskName[]>;
  return taskGraphOf(
    new Map([...graph].map(([task, needs]) => [task, needs.map(to => ({to, condition: condition()}))])),
  );
}

/** @param again the tasks to start again, until they are started */
function randomSituation(
  again: Set<TaskName>,
  known: Pick<Situation, 'graph' | 'stateOf' | 'hasResources'>,
  random: () => number,
): Situation {
  const tasks = [...known.graph.needs.keys()];
  const isTeardown = random() < 0.3;
  const some = (share: number): ReadonlySet<TaskName> => new Set(tasks.filter(() => random() < share));
  const [out, alone] = [some(0.2), some(0.1)];
  for (const task of some(0.2)) again.add(task);
  const desiredOf = (task: TaskName): Desired => {
    if (isTeardown) return 'down';
    if (out.has(task)) return 'stopped';
    return again.has(task) ? 'again' : 'up';
  };
  return {
    ...{graph: known.graph, stateOf: known.stateOf, hasResources: known.hasResources, desiredOf},
    causeOf: () => 'requested',
    isLeftAlone: task => alone.has(task),
    reusesThings: () => false,
    reasonToSkip: () => undefined,
    ...{jobs: 1 + Math.floor(random() * 4), mayHaveOrphans: false, holdsRemovals: random() < 0.1},
  };
}

describe('the work per task is independent of the number of tasks', () => {
  const names = (count: number): readonly TaskName[] =>
    Array.from({length: count}, (_, at) => `t${at}` as TaskName);
  const after = (to: TaskName): Need => ({to, condition: 'ready'});
  const graphs: Readonly<Record<string, (all: readonly TaskName[]) => readonly (readonly Need[])[]>> = {
    'a chain': all => all.map((_, at) => (at === 0 ? [] : [after(all[at - 1] as TaskName)])),
    'a wide graph': all => all.map(() => []),
    'many before one': all => all.map((_, at) => (at < all.length - 1 ? [] : all.slice(0, -1).map(after))),
    'many after one': all => all.map((_, at) => (at === 0 ? [] : [after(all[0] as TaskName)])),
  };

  test.each(Object.entries(graphs))(
    '%s: twice as many tasks need twice as many state lookups',
    (_, needsOf) => {
      const looks = (count: number): number => looksOf(names(count), needsOf(names(count)));
      const [one, two, four] = [looks(500), looks(1_000), looks(2_000)];
      // Exactly linear: each additional task needs the same number of lookups.
      expect(four - two).toBe(2 * (two - one));
      expect(four / 2_000).toBeLessThan(20);
    },
  );

  /** Starts all tasks with one job slot and stops them. All operations succeed. Returns the number of state lookups. */
  function looksOf(all: readonly TaskName[], needs: readonly (readonly Need[])[]): number {
    let looks = 0;
    const states = new Map<TaskName, TaskState>(all.map(task => [task, waiting]));
    const up: Situation = {
      graph: taskGraphOf(new Map(all.map((task, at) => [task, needs[at] ?? []]))),
      stateOf(task) {
        looks++;
        return states.get(task) ?? waiting;
      },
      ...{desiredOf: () => 'up', causeOf: () => 'requested', hasResources: () => true},
      ...{isLeftAlone: () => false, reusesThings: () => false, reasonToSkip: () => undefined},
      ...{jobs: 1, mayHaveOrphans: false, holdsRemovals: false},
    };
    for (const situation of [
      up,
      {...up, desiredOf: () => 'down', hasResources: isReady} satisfies Situation,
    ]) {
      const reconciler = createReconciler();
      for (let next = reconciler.next(situation); next.length > 0; next = reconciler.next(situation)) {
        for (const {op, task} of next) {
          if (op === 'start') states.set(task, ready);
          if (op === 'queue') states.set(task, {...waiting, for: 'slot'});
          if (op === 'stop') states.set(task, {...stopped, cause: 'teardown'});
          reconciler.touch(task);
        }
      }
    }
    expect([...states.values()].every(({status}) => status === 'stopped')).toBe(true);
    return looks;

    function isReady(task: TaskName): boolean {
      return states.get(task) === ready;
    }
  }
});
