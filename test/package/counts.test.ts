import {expect, test} from 'vitest';
import {canCount, countsOf} from '../support/count-forks.ts';

test.runIf(process.env.CI)('CI can count system calls', () => {
  expect(canCount).toBe(true);
});

/** Its own process, its share of those that make pipes, and what one costs by itself. */
test.runIf(canCount)('a task takes few processes and system calls more', async () => {
  const few = await countsOf(noOps(5));
  const many = await countsOf(noOps(25));
  expect(few.forks).toBeGreaterThanOrEqual(5);
  expect((many.forks - few.forks) / 20).toBeLessThanOrEqual(1.5);
  expect((many.calls - few.calls) / 20).toBeLessThan(400);
});

/** A number that rises is a cost for every run; who changes one knows what for. */
test.runIf(canCount)(
  'a run of one task, and of ten, takes exactly these system calls and processes',
  async () => {
    // The pipes are made by one process, and once more for each 14 after the first.
    const shared = {fdatasync: 0, fsync: 0, mkdir: 7, rename: 2, rmdir: 2, bind: 1};
    const one = await countsOf(noOps(1));
    expect(one.forks).toBe(2);
    expect(one.each).toEqual({...shared, unlink: 6, kill: 1, execs: 3});
    const ten = await countsOf(noOps(10));
    expect(ten.forks).toBe(12);
    expect(ten.each).toEqual({...shared, unlink: 6, kill: 10, execs: 13});
  },
);

/** Their facts are in one file, once a run has ended since. */
test.runIf(canCount)('a run costs the same however many ended runs are kept', async () => {
  expect(await countsOf(noOps(1), 100)).toMatchObject({keptRunCalls: 0});
});

/** Tasks that do nothing, of which none needs another. */
function noOps(count: number): string {
  const tasks = Array.from({length: count}, (_, at) => `  t${at}: {run: ':'}\n`);
  return `tasks:\n${tasks.join('')}`;
}
