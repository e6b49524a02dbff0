import {expect, test} from 'vitest';
import {canCount, countsOf} from '../support/count-forks.ts';

test.runIf(process.env.CI)('CI can count system calls', () => {
  expect(canCount).toBe(true);
});

/** The task's own process, its share of the processes that create pipes, and their cost. */
test.runIf(canCount)('each further task takes few processes and system calls', async () => {
  const few = await countsOf(noOps(5));
  const many = await countsOf(noOps(25));
  expect(few.forks).toBeGreaterThanOrEqual(5);
  expect((many.forks - few.forks) / 20).toBeLessThanOrEqual(1.5);
  expect((many.calls - few.calls) / 20).toBeLessThan(400);
});

/** An increase makes every run slower, so change a number only with a reason. */
test.runIf(canCount)(
  'a run of one task and of ten takes exactly these system calls and processes',
  async () => {
    // A single process creates the pipes, then another one for each 14 pipes after the first.
    const shared = {fdatasync: 0, fsync: 0, mkdir: 7, rename: 2, rmdir: 2, bind: 1};
    const one = await countsOf(noOps(1));
    expect(one.forks).toBe(2);
    expect(one.each).toEqual({...shared, unlink: 6, kill: 1, execs: 3});
    const ten = await countsOf(noOps(10));
    expect(ten.forks).toBe(12);
    expect(ten.each).toEqual({...shared, unlink: 6, kill: 10, execs: 13});
  },
);

/** The facts of ended runs are in one file once another run has ended. */
test.runIf(canCount)('the cost of a run is independent of the number of kept runs', async () => {
  expect(await countsOf(noOps(1), 100)).toMatchObject({keptRunCalls: 0});
});

/** Independent tasks that do nothing. */
function noOps(count: number): string {
  const tasks = Array.from({length: count}, (_, at) => `  t${at}: {run: ':'}\n`);
  return `tasks:\n${tasks.join('')}`;
}
