import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';

const COUNTER = fileURLToPath(new URL('../support/count-work.mjs', import.meta.url));

type Counts = Readonly<Record<string, number>>;

/** Times say little on a machine that does other things as well; these counts are the same on all of them. */
test.each([
  ['never', 83, 12],
  ['always', 73, 2],
])('a task that does nothing takes little work (forker: %s)', async (forker, promises, opens) => {
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
    // When it has started, and when it has ended.
    journalLines: 2,
    // Started, running, done.
    events: 3,
    controllers: 1,
    ...{compositeSignals: 0, exceptions: 0, threadPool: 0},
  });
  // Some of a run's several thousand depend on which of two things comes first: a task's exit, or the end of its output. And pipes are
  // made several together.
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
