import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';

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

async function countsOf(tasks: number, forker: string): Promise<Counts> {
  const lines = Array.from({length: tasks}, (_, at) => `  t${at}: {run: 'true'}`);
  const rig = await launchRig(`tasks:\n${lines.join('\n')}\n`);
  const env = {
    NODE_OPTIONS: `--import ${COUNTER}`,
    BOTTLE_TEST_COUNT_IN: join(rig.dir, 'counts'),
    BOTTLE_FORKER: forker,
  };
  expect((await rig.run([], {env}).ended()).code).toBe(0);
  return JSON.parse(await rig.read('counts')) as Counts;
}
