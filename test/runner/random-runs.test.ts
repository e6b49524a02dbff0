import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {NeedCondition} from '../../src/schema/common-task.ts';
import type {RunEvent} from '../../src/vocabulary/event.ts';
import {TaskError} from '../../src/vocabulary/failure.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';
import {turn} from '../support/deferred.ts';
import {randomGraph, randomNumbers} from '../support/random-graph.ts';
import type {Handle} from './fake-kind.ts';
import {RefusedByRun, type RunControl} from '../../src/runner/run-control.ts';
import {startRun, type FakeTask} from './run-rig.ts';

const SEEDS = Array.from({length: 60}, (_, seed) => seed + 1);

type Rig = Awaited<ReturnType<typeof startRun>>;
type Tasks = Readonly<Record<string, FakeTask>>;

test.each(SEEDS)('a run with failures and interruptions keeps its invariants (seed %i)', async seed => {
  const random = randomNumbers(seed);
  const tasks = randomTasks(seed, random);
  const jobs = 1 + Math.floor(random() * 4);
  const rig = await startRun(tasks, {jobs, keepGoing: random() < 0.5});

  await drive(rig, tasks, random);
  const {leftovers} = await rig.result;
  expectOrder(tasks, rig.events);
  expectReverseOrder(tasks, rig.events);
  expect(mostStartingAtOnce(tasks, rig.events)).toBeLessThanOrEqual(jobs);
  expectNothingStartedAfterStop(rig.events);
  expect(leftovers).toEqual([]);
  expect(madeAndNotRemoved(rig.events)).toEqual([]);
  expect(await runsWithThings(rig)).toEqual([]);
});

test.each(SEEDS)(
  'a run with requests keeps its invariants, and answers each request (seed %i)',
  async seed => {
    const random = randomNumbers(seed + 1_000);
    const tasks = withReuse(randomTasks(seed, random), random);
    const withDeps = random() < 0.5;
    const rig = await startRun(tasks, {jobs: 1 + Math.floor(random() * 4), keepGoing: random() < 0.5});
    const requests = randomRequests(Object.keys(tasks) as TaskName[], withDeps, await rig.control, random);

    await drive(rig, tasks, random, requests.make);
    const {leftovers} = await rig.result;
    expect(await requests.answers()).toEqual(requests.made().map(() => 'answered'));
    expectOrder(tasks, rig.events);
    if (withDeps) expectDependentsFirst(tasks, rig.events);
    expectReverseOrder(tasks, rig.events);
    expectNothingStartedAfterStop(rig.events);
    expect(leftovers).toEqual([]);
    expect(madeAndNotRemoved(rig.events)).toEqual([]);
    expect(await runsWithThings(rig)).toEqual([]);
  },
);

/** Some tasks keep their results across restarts, and some restart after their needs. */
function withReuse(tasks: Tasks, random: () => number): Tasks {
  const changed = Object.entries(tasks).map(([name, task]): [string, FakeTask] => [
    name,
    {
      ...task,
      ...(task.as === 'thing' && random() < 0.5 && {isReused: true}),
      ...(random() < 0.3 && {on_dependency_restart: 'restart'}),
    },
  ]);
  return Object.fromEntries(changed);
}

/** Makes random requests without waiting for earlier ones. */
function randomRequests(
  names: readonly TaskName[],
  deps: boolean,
  control: RunControl,
  random: () => number,
) {
  const made: Promise<'answered'>[] = [];
  const refuse = (error: unknown): void => {
    if (!(error instanceof RefusedByRun)) throw error;
  };
  return {
    make() {
      const some = [pick(names, random), pick(names, random)];
      const asked = [
        () => control.stop(some.slice(0, 1)),
        () => control.start(some),
        () => control.restart(some.slice(0, 1), {deps, renew: random() < 0.3}),
      ];
      made.push(
        pick(asked, random)()
          .then(() => undefined, refuse)
          .then(() => 'answered' as const),
      );
    },
    made: () => made,
    answers: async () => await Promise.all(made),
  };
}

function randomTasks(seed: number, random: () => number): Tasks {
  const conditions: readonly NeedCondition[] = ['ready', 'ready', 'started', 'ended'];
  const roles = ['service', 'thing', 'step', 'step'] as const;
  const entries = [...randomGraph({seed, nodes: 12, needs: 3})].map(([name, needs]): [string, FakeTask] => {
    const task: FakeTask = {
      as: pick(roles, random),
      needs: needs.map(need => ({task: need, condition: pick(conditions, random)})),
      allow_failure: random() < 0.3,
      ...(random() < 0.2 && {if: "${{ '' }}"}),
      ...(random() < 0.3 && {retry: {attempts: 2, delay: '1s'}}),
      ...(random() < 0.3 && {wait_timeout: '30s'}),
      ...(random() < 0.3 && {afterEnd: {then: 'fail', restarts: 1, delayMs: 1_000}}),
    };
    return [name, task];
  });
  return Object.fromEntries(entries);
}

/** Completes, fails and ends tasks in random order, and interrupts the run at a random moment, unless it ends before. */
async function drive(rig: Rig, tasks: Tasks, random: () => number, request?: () => void): Promise<void> {
  const coming: (readonly [string, Handle])[] = [];
  const services: Handle[] = [];
  const interruptAt = 1 + Math.floor(random() * (request ? 150 : 40));
  let seen = 0;
  const run = {isOver: false};
  void rig.result.finally(() => (run.isOver = true));
  for (let step = 0; !run.isOver;) {
    const started = rig.find('task-started').slice(seen);
    seen += started.length;
    for (const {task} of started) {
      // A task that reuses its last results does not call `up`.
      if (tasks[task]?.isReused) void rig.task(task).then(handle => coming.push([task, handle]));
      else coming.push([task, await rig.task(task)]);
    }
    // The journal is on a real disk, so only actions of the test count as steps. With requests, all tasks may be stopped.
    if ((request || coming.length + services.length > 0) && ++step === interruptAt) await rig.interrupt();
    // Some requests follow before the run has handled the last one.
    if (request && random() < 0.15)
      do request();
      while (random() < 0.6);
    await act();
    await turn();
  }

  async function act(): Promise<void> {
    const chance = random();
    if (chance < 0.2) {
      await rig.clock.advance(500);
    } else if (chance < 0.3 && services.length > 0) {
      await take(services, random)?.end({code: 1});
    } else {
      const [name, handle] = take(coming, random) ?? [];
      if (name === undefined || handle === undefined) return;
      if (random() < 0.25) {
        await handle.fail(new TaskError({reason: 'bad-output', task: name as TaskName, detail: 'broke'}));
        return;
      }
      if (tasks[name]?.as === 'step' && random() < 0.5) handle.context.started();
      await handle.up();
      if (tasks[name]?.as === 'service') services.push(handle);
    }
  }
}

const ends: readonly RunEvent['type'][] = ['task-done', 'task-skipped', 'task-failed', 'task-cancelled'];
const ups: readonly RunEvent['type'][] = ['task-ready', 'task-done', 'task-skipped'];

/** The progress of a task according to its events. A command that has begun reports only its start. */
type Progress = 'down' | 'begun' | 'up' | 'skipped' | 'over';

const reached: Readonly<Record<NeedCondition, readonly Progress[]>> = {
  started: ['begun', 'up', 'skipped'],
  ready: ['up', 'skipped'],
  ended: ['up', 'skipped', 'over'],
};

/** Calls `check` before each event, with the progress of all tasks. */
function replay(
  events: readonly RunEvent[],
  check: (event: RunEvent, progressOf: (task: string) => Progress) => void,
): void {
  const progress = new Map<string, Progress>();
  for (const event of events) {
    check(event, task => progress.get(task) ?? 'down');
    const after = 'task' in event ? progressAfter(event) : undefined;
    if ('task' in event && after) progress.set(event.task, after);
  }
}

const progressOn: Readonly<Partial<Record<RunEvent['type'], Progress>>> = {
  'task-started': 'begun',
  'task-ready': 'up',
  'task-done': 'up',
  'task-skipped': 'skipped',
  'task-failed': 'over',
  'task-cancelled': 'over',
  'task-retried': 'down',
};

function progressAfter(event: RunEvent): Progress | undefined {
  if (event.type === 'service-ended') return event.then === 'restarted' ? 'down' : 'over';
  if (event.type === 'task-stopping' || event.type === 'task-stopped')
    return event.cause === 'failed' || event.cause === 'cancelled' ? 'over' : 'down';
  return progressOn[event.type];
}

function needsOf({needs = []}: FakeTask) {
  return needs.map(need =>
    typeof need === 'string'
      ? {task: need, condition: 'ready' as const}
      : {condition: 'ready' as const, ...need},
  );
}

/** Expects each start, including repeated ones, to follow its needs. */
function expectOrder(tasks: Tasks, events: readonly RunEvent[]): void {
  replay(events, (event, progressOf) => {
    if (event.type !== 'task-started') return;
    for (const {task, condition} of needsOf(tasks[event.task] ?? {})) {
      const progress = progressOf(task);
      expect({event, task, condition, progress, isMet: reached[condition].includes(progress)}).toEqual(
        expect.objectContaining({isMet: true}),
      );
    }
  });
}

/** Expects no task to be stopped on request before its dependents. */
function expectDependentsFirst(tasks: Tasks, events: readonly RunEvent[]): void {
  replay(events, (event, progressOf) => {
    if (event.type !== 'task-stopping' || event.cause !== 'requested') return;
    const users = Object.entries(tasks).filter(([, task]) =>
      needsOf(task).some(need => need.task === event.task && need.condition !== 'ended'),
    );
    for (const [user] of users)
      expect({event, user, progress: progressOf(user)}).not.toEqual(
        expect.objectContaining({progress: expect.stringMatching(/begun|up/) as string}),
      );
  });
}

/** Expects no task to stop in the teardown before its dependents. */
function expectReverseOrder(tasks: Tasks, events: readonly RunEvent[]): void {
  const teardown = events.slice(events.findIndex(({type}) => type === 'teardown-started'));
  const before = events.slice(0, events.length - teardown.length);
  for (const [name, {needs = []}] of Object.entries(tasks)) {
    for (const need of needs) {
      const other = typeof need === 'string' ? need : need.task;
      const [stopped, stopping] = [
        indexOf(teardown, name, ['task-stopped']),
        indexOf(teardown, other, ['task-stopping']),
      ];
      if (stopped !== -1 && stopping !== -1) expect(stopped).toBeLessThan(stopping);
    }
  }
  expect(before.filter(({type}) => type === 'teardown-started')).toEqual([]);
}

/** Restarts of services use no slot. */
function mostStartingAtOnce(tasks: Tasks, events: readonly RunEvent[]): number {
  const starting = new Set<string>();
  const wereUp = new Set<string>();
  const isStep = (task: string): boolean => tasks[task]?.as === 'step';
  let most = 0;
  for (const event of events) {
    if (!('task' in event)) continue;
    const {type, task} = event;
    // A task whose command has ended holds no slot, although its end is reported a moment later.
    if (type === 'task-started' && !wereUp.has(task) && !isStep(task)) starting.add(task);
    if (ups.includes(type)) wereUp.add(task);
    if ([...ends, 'task-ready', 'task-retried'].includes(type)) starting.delete(task);
    most = Math.max(most, starting.size);
  }
  return most;
}

function expectNothingStartedAfterStop(events: readonly RunEvent[]): void {
  const stop = events.findIndex(({type}) => type === 'run-interrupted' || type === 'teardown-started');
  expect(stop).not.toBe(-1);
  expect(events.slice(stop).filter(({type}) => type === 'task-started')).toEqual([]);
}

/** Tasks whose last attempt was not removed. Each attempt creates something. */
function madeAndNotRemoved(events: readonly RunEvent[]): readonly string[] {
  const made = new Set<string>();
  for (const event of events) {
    if (event.type === 'task-started') made.add(event.task);
    if (event.type === 'task-stopped') made.delete(event.task);
  }
  return [...made];
}

/** Runs with leftovers. A failed run keeps its logs. */
async function runsWithThings({stateDir}: Rig): Promise<readonly string[]> {
  const runs = await readdir(join(stateDir, 'runs'));
  const {listRuns} = await import('../../src/state/run-directory.ts');
  const {bootAndNamespace} = await import('../../src/processes/process-identity.ts');
  const found = await listRuns({stateDir, here: await bootAndNamespace()});
  expect(found).toHaveLength(runs.length);
  return found.filter(({state}) => state !== 'ended').map(({id}) => id);
}

function indexOf(events: readonly RunEvent[], task: string, types: readonly RunEvent['type'][]): number {
  return events.findIndex(event => 'task' in event && event.task === task && types.includes(event.type));
}

function take<T>(from: T[], random: () => number): T | undefined {
  return from.splice(Math.floor(random() * from.length), 1)[0];
}

function pick<T>(from: readonly T[], random: () => number): T {
  return from[Math.floor(random() * from.length)] as T;
}
