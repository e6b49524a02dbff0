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
import {startRun, type FakeTask} from './run-rig.ts';

const SEEDS = Array.from({length: 60}, (_, seed) => seed + 1);

type Rig = Awaited<ReturnType<typeof startRun>>;
type Tasks = Readonly<Record<string, FakeTask>>;

test.each(SEEDS)('a run with failures and interruptions keeps its promises (seed %i)', async seed => {
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

/** Lets tasks come up, fail and end in a random order, and interrupts the run at a random moment, unless it ends before. */
async function drive(rig: Rig, tasks: Tasks, random: () => number): Promise<void> {
  const coming: (readonly [string, Handle])[] = [];
  const services: Handle[] = [];
  const interruptAt = 1 + Math.floor(random() * 40);
  let seen = 0;
  const run = {isOver: false};
  void rig.result.finally(() => (run.isOver = true));
  for (let step = 0; !run.isOver;) {
    const started = rig.find('task-started').slice(seen);
    seen += started.length;
    for (const {task} of started) coming.push([task, await rig.task(task)]);
    // The journal is on a real disk: only what the test does counts.
    if (coming.length + services.length > 0 && ++step === interruptAt) await rig.interrupt();
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

const beginnings: readonly RunEvent['type'][] = ['task-started'];
const ends: readonly RunEvent['type'][] = ['task-done', 'task-skipped', 'task-failed', 'task-cancelled'];
const ups: readonly RunEvent['type'][] = ['task-ready', 'task-done', 'task-skipped'];

/** Events of a need that must precede the start of its dependent; a command that has begun reports only its start. */
const reached: Readonly<Record<NeedCondition, readonly RunEvent['type'][]>> = {
  started: ['task-started', 'task-skipped'],
  ready: ups,
  ended: [...ends, 'task-ready', 'service-ended'],
};

function expectOrder(tasks: Tasks, events: readonly RunEvent[]): void {
  for (const [name, {needs = []}] of Object.entries(tasks)) {
    const start = indexOf(events, name, beginnings);
    if (start === -1) continue;
    for (const need of needs) {
      const {task, condition = 'ready'} = typeof need === 'string' ? {task: need} : need;
      const at = indexOf(events, task, reached[condition]);
      expect({name, task, condition, isBefore: at !== -1 && at < start}).toEqual(
        expect.objectContaining({isBefore: true}),
      );
    }
  }
}

/** In the teardown nothing stops before all that needs it has. */
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

/** Restarts of services take no slot. */
function mostStartingAtOnce(tasks: Tasks, events: readonly RunEvent[]): number {
  const starting = new Set<string>();
  const wereUp = new Set<string>();
  const isStep = (task: string): boolean => tasks[task]?.as === 'step';
  let most = 0;
  for (const event of events) {
    if (!('task' in event)) continue;
    const {type, task} = event;
    // One whose command has ended holds no slot, though that is reported a moment later.
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

/** Each attempt makes something. */
function madeAndNotRemoved(events: readonly RunEvent[]): readonly string[] {
  const made = new Set<string>();
  for (const event of events) {
    if (event.type === 'task-started') made.add(event.task);
    if (event.type === 'task-stopped') made.delete(event.task);
  }
  return [...made];
}

/** A failed run keeps its logs. */
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
