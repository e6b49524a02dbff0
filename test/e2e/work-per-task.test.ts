import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {cgroupPrefix} from '../../src/processes/task-cgroup.ts';
import type {RunId} from '../../src/vocabulary/ids.ts';
import {launchRig} from '../support/launch-rig.ts';
import {processesWith} from '../support/marked-processes.ts';

const COUNTER = fileURLToPath(new URL('../support/count-work.mjs', import.meta.url));

type Counts = Readonly<Record<string, number>>;

/** Uses counts instead of times, because counts are the same on a busy machine. */
test.each([
  ['never', 83, 12],
  ['always', 73, 2],
])('a trivial task causes little work (forker: %s)', async (forker, promises, opens) => {
  const few = await countsOf(20, forker);
  const many = await countsOf(60, forker);
  const each = (count: string): number => ((many[count] ?? 0) - (few[count] ?? 0)) / 40;

  expect({
    journalLines: each('journalLines'),
    events: each('events'),
    controllers: each('controllers'),
    compositeSignals: each('compositeSignals'),
    exceptions: each('exceptions'),
    threadPool: each('threadPool'),
  }).toEqual({
    // One for the start, one for the end.
    journalLines: 2,
    // Started, running, done.
    events: 3,
    controllers: 1,
    ...{compositeSignals: 0, exceptions: 0, threadPool: 0},
  });
  // A few of the several thousand promises of a run depend on timing: whether a task's exit or the end of its output
  // comes first, and how many pipes are created together.
  expect(Math.round(each('promises'))).toBeLessThanOrEqual(promises);
  expect(each('opens')).toBeLessThanOrEqual(opens);
});

const hasCgroup = cgroupPrefix('20261128-120000-cccc' as RunId) !== undefined;

/** Without cgroups, the descendants of each service have to be searched for before it is stopped. */
test.skipIf(!hasCgroup).each([
  ['never', 103, 1],
  // The forker's child creates its own cgroup.
  ['always', 84, 0],
])('a service that starts and stops causes little work (forker: %s)', async (forker, promises, cgroups) => {
  const few = await countsOf(20, forker, 'service');
  const many = await countsOf(60, forker, 'service');
  const each = (count: string): number => ((many[count] ?? 0) - (few[count] ?? 0)) / 40;
  // Adds 0, since -0 is not equal to 0.
  const rounded = (count: string): number => Math.round(each(count)) + 0;

  expect({
    journalLines: each('journalLines'),
    events: each('events'),
    compositeSignals: each('compositeSignals'),
    exceptions: each('exceptions'),
    cgroups: rounded('folders'),
    threadPool: rounded('threadPool'),
    // For the start. Services that stop together share another.
    controllers: rounded('controllers'),
  }).toEqual({
    ...{journalLines: 2, events: 4, compositeSignals: 0, exceptions: 0, threadPool: 0, controllers: 1},
    cgroups,
  });
  expect(Math.round(each('promises'))).toBeLessThanOrEqual(promises);
});

async function countsOf(tasks: number, forker: string, what: 'task' | 'service' = 'task'): Promise<Counts> {
  const task = what === 'task' ? `{run: 'true'}` : `{serve: 'exec sleep 600'}`;
  const lines = Array.from({length: tasks}, (_, at) => `  t${at}: ${task}`);
  const rig = await launchRig(`tasks:\n${lines.join('\n')}\n`);
  const env = {
    NODE_OPTIONS: `--import ${COUNTER}`,
    BOTTLE_TEST_COUNT_IN: join(rig.dir, 'counts'),
    BOTTLE_FORKER: forker,
  };
  const launch = rig.run([], {env});
  if (what === 'service') {
    await launch.event('run-ready');
    // A service enters its cgroup after bottle has let it begin. Only then is it known to be alone there.
    const begun = () => processesWith(rig.mark).filter(({commandLine}) => commandLine === 'sleep 600');
    await expect.poll(begun, {timeout: 20_000}).toHaveLength(tasks);
    launch.signal('SIGINT');
  }
  expect((await launch.ended()).code).toBe(what === 'service' ? 130 : 0);
  return JSON.parse(await rig.read('counts')) as Counts;
}
