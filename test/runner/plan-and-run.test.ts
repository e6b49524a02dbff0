import {expect, test} from 'vitest';
import {plan} from '../../src/plan/plan.ts';
import type {SelectionRequest} from '../../src/plan/selection.ts';
import type {Plan} from '../../src/schema/plan.ts';
import type {RunEvent} from '../../src/vocabulary/event.ts';
import {turn} from '../support/deferred.ts';
import {randomGraph, randomNumbers} from '../support/random-graph.ts';
import {startRun, type FakeTask} from './run-rig.ts';

const SEEDS = Array.from({length: 40}, (_, seed) => seed + 1);

type Rig = Awaited<ReturnType<typeof startRun>>;

test.each(SEEDS)('a run follows its plan, wave by wave and group by group (seed %i)', async seed => {
  const random = randomNumbers(seed);
  const tasks = randomTasks(seed, random, () => ({}));
  const {rig, made} = await planAndStart(tasks, randomRequest(tasks, random));

  const rounds = await bringUpInRounds(rig, () => 'yes');
  expect(rounds).toEqual(made.waves);
  expect(edgesOf(rig)).toEqual(edgesOfPlan(made));
  await endAsPlanned(rig, made);
  expect(await takeDownInRounds(rig)).toEqual(made.teardown);
  await rig.result;
});

test.each(SEEDS)('a run skips and starts the tasks with conditions as planned (seed %i)', async seed => {
  const random = randomNumbers(seed);
  const tasks = randomTasks(seed, random, before => ({
    ...(before.length > 0 && random() < 0.3 && {reads: [pick(before, random)]}),
    ...conditionOf(before, random),
  }));
  const {rig, made} = await planAndStart(
    tasks,
    random() < 0.5 ? {} : {tasks: [pick(Object.keys(tasks), random)]},
  );
  const said = new Map(Object.keys(tasks).map(name => [name, random() < 0.5 ? 'yes' : 'no']));

  const started = new Set((await bringUpInRounds(rig, name => said.get(name) ?? '')).flat());
  const skipped = new Map(rig.find('task-skipped').map(({task, because}) => [task as string, because]));
  for (const {task, decision, because} of made.tasks) {
    if (decision === 'undecided') expect(started.has(task) !== skipped.has(task)).toBe(true);
    else expect({task, isStarted: started.has(task)}).toEqual({task, isStarted: decision === 'run'});
    if (decision === 'skipped') expect(skipped.get(task)).toBe(because);
  }
  expectOrder(made, rig.events);
  await endAsPlanned(rig, made);
  const down = await takeDownInRounds(rig);
  expect(down.flat().sort()).toEqual([...started].sort());
  if (made.tasks.every(({decision}) => decision !== 'undecided')) expect(down).toEqual(made.teardown);
  await rig.result;
});

test('the graphs contain all features under test', async () => {
  const random = randomNumbers(7);
  const tasks = randomTasks(7, random, before => conditionOf(before, random));
  const {rig, made} = await planAndStart(tasks, {});
  expect(new Set(made.tasks.map(({decision}) => decision)).size).toBe(3);
  expect(made.waves.length).toBeGreaterThan(2);
  await rig.interrupt();
});

/** Random tasks that need earlier ones. `more` returns their other keys, given the names of their needs. */
function randomTasks(
  seed: number,
  random: () => number,
  more: (before: readonly string[]) => Partial<FakeTask>,
): Readonly<Record<string, FakeTask>> {
  const graph = randomGraph({seed, nodes: 14, needs: 2});
  const names = [...graph.keys()];
  const roles = ['service', 'thing', 'step'] as const;
  const entries = [...graph].map(([name, needs], at) => {
    const task: FakeTask = {
      needs: [...needs],
      as: pick(roles, random),
      tags: random() < 0.3 ? ['chosen'] : ['other'],
      steersDown: true,
      ...more(names.slice(0, at)),
    };
    return [name, task] as const;
  });
  return Object.fromEntries(entries);
}

/** Gives some tasks a condition: a known one, or one that reads an earlier task. */
function conditionOf(before: readonly string[], random: () => number): Partial<FakeTask> {
  const chance = random();
  if (chance < 0.15) return {if: "${{ '' }}"};
  if (chance < 0.3) return {if: "${{ 'yes' }}"};
  if (chance > 0.5 || before.length === 0) return {};
  const other = pick(before, random);
  return {if: `\${{ tasks.${other}.say == 'yes' }}`, reads: [other]};
}

function randomRequest(tasks: Readonly<Record<string, FakeTask>>, random: () => number): SelectionRequest {
  const names = Object.keys(tasks);
  const hasTag = Object.values(tasks).some(({tags}) => tags?.includes('chosen'));
  const requests: SelectionRequest[] = [
    {},
    {tasks: [pick(names, random), pick(names, random)]},
    {only: pick(names, random)},
    hasTag ? {tags: ['chosen']} : {},
  ];
  return pick(requests, random);
}

async function planAndStart(tasks: Readonly<Record<string, FakeTask>>, request: SelectionRequest) {
  const rig = await startRun(tasks, {request});
  const {launch, selection} = rig;
  return {rig, made: plan({launch, selection, env: {}})};
}

/** Repeatedly completes all started tasks. The tasks that start afterwards form the next round. */
async function bringUpInRounds(
  rig: Rig,
  sayOf: (task: string) => string,
): Promise<readonly (readonly string[])[]> {
  return await inRounds(rig, 'task-started', async name => {
    const handle = await rig.task(name);
    return async () => await handle.up({say: sayOf(name)});
  });
}

async function takeDownInRounds(rig: Rig): Promise<readonly (readonly string[])[]> {
  return await inRounds(rig, 'task-stopping', async name => {
    const down = await rig.goingDown(name);
    return async () => {
      down.gone.resolve([]);
      await turn();
    };
  });
}

async function inRounds(
  rig: Rig,
  type: 'task-started' | 'task-stopping',
  take: (task: string) => Promise<() => Promise<void>>,
): Promise<readonly (readonly string[])[]> {
  const order = [...rig.selection.tasks.keys()] as string[];
  const rounds: string[][] = [];
  const isOver = (): boolean => rig.find(type === 'task-started' ? 'run-ready' : 'run-ended').length > 0;
  for (;;) {
    const done = rounds.flat();
    const round = rig
      .find(type)
      .map(({task}) => task as string)
      .filter(task => !done.includes(task));
    if (round.length > 0) {
      rounds.push(round.sort((one, other) => order.indexOf(one) - order.indexOf(other)));
      const ends = await Promise.all(round.map(take));
      await Promise.all(ends.map(async end => await end()));
    } else if (isOver()) return rounds;
    await turn();
  }
}

/** Interrupts a run that stays up, and waits for others to end on their own, as planned. */
async function endAsPlanned(rig: Rig, {ends, tasks}: Plan): Promise<void> {
  const holding = rig.find('run-ready')[0]?.running ?? [];
  const isOpen = tasks.some(({decision}) => decision === 'undecided');
  if (!isOpen)
    expect({...ends, tasks: [...ends.tasks].sort()}).toEqual({
      why: holding.length > 0 ? 'interrupted' : 'all-done',
      tasks: [...holding].sort(),
    });
  if (holding.length > 0) await rig.interrupt();
}

function edgesOf(rig: Rig): readonly string[] {
  const [started] = rig.find('run-started');
  return (started?.tasks ?? [])
    .flatMap(({task, needs}) => needs.map(need => `${need.task} ${need.condition} → ${task}`))
    .sort();
}

function edgesOfPlan({tasks}: Plan): readonly string[] {
  return tasks
    .flatMap(({task, needs}) => needs.map(need => `${need.task} ${need.condition} → ${task}`))
    .sort();
}

/** Expects no task to start or be skipped before all of its needs are up or skipped. */
function expectOrder({tasks}: Plan, events: readonly RunEvent[]): void {
  const firstOf = (task: string, ...types: RunEvent['type'][]): number =>
    events.findIndex(event => 'task' in event && event.task === task && types.includes(event.type));
  for (const {task, needs} of tasks) {
    const at = firstOf(task, 'task-started', 'task-skipped');
    for (const need of needs) {
      expect(firstOf(need.task, 'task-ready', 'task-done', 'task-skipped')).toBeLessThan(at);
    }
  }
}

function pick<T>(from: readonly T[], random: () => number): T {
  return from[Math.floor(random() * from.length)] as T;
}
