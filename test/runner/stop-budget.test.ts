import {describe, expect, test} from 'vitest';
import {createStopBudget} from '../../src/runner/stop-budget.ts';
import {fakeClock} from '../support/fake-clock.ts';
import {taskName} from '../../src/vocabulary/ids.ts';
import {startRun, type FakeTask} from './run-rig.ts';

describe('a budget', () => {
  test('is shared among the levels, and unused time goes to the next level', async () => {
    const {clock, budget} = rigOf();
    budget.begin(10_000);
    const first = budget.share(() => 2);
    expect(first.endsAt()).toBe(clock.now() + 4_000);
    await clock.advance(3_999);
    expect(first.force.aborted).toBe(false);
    await clock.advance(1);
    expect(first.force.aborted).toBe(true);
    first.end();
    await clock.advance(1_000);
    const second = budget.share(() => 1);
    await clock.advance(2_999);
    expect(second.force.aborted).toBe(false);
    await clock.advance(1);
    expect(second.force.aborted).toBe(true);
    expect(budget.force.aborted).toBe(true);
  });

  test('reserves at most 2 s for killing', async () => {
    const {clock, budget} = rigOf();
    budget.begin(25_000);
    await clock.advance(22_999);
    expect(budget.force.aborted).toBe(false);
    await clock.advance(1);
    expect(budget.force.aborted).toBe(true);
  });

  test('leaves each share a second for killing and removing, and exceeds a short budget by a second', async () => {
    const {clock, budget} = rigOf();
    budget.begin(5_000);
    const first = budget.share(() => 5);
    await clock.advance(800);
    expect(first.force.aborted).toBe(true);
    await clock.advance(999);
    expect(first.expired.aborted).toBe(false);
    await clock.advance(1);
    expect(first.expired.aborted).toBe(true);
    first.end();
    const second = budget.share(() => 1);
    await clock.advance(3_199);
    expect([second.force.aborted, second.expired.aborted]).toEqual([true, false]);
    await clock.advance(1);
    second.end();
    const third = budget.share(() => 1);
    await clock.advance(999);
    expect([third.expired.aborted, budget.expired.aborted]).toEqual([false, false]);
    await clock.advance(1);
    expect([third.expired.aborted, budget.expired.aborted]).toEqual([true, true]);
  });

  test('has no limits until it begins', async () => {
    const {clock, budget} = rigOf();
    const share = budget.share(() => 2);
    await clock.advance(60_000);
    expect(share.force.aborted).toBe(false);
    budget.begin(10_000);
    await clock.advance(4_000);
    expect(share.force.aborted).toBe(true);
    expect(budget.force.aborted).toBe(false);
  });

  test('counts the time that a task has already been stopping', async () => {
    const {clock, budget} = rigOf();
    budget.begin(10_000);
    const since = clock.now();
    await clock.advance(200);
    const share = budget.share(() => 2, since);
    expect(share.endsAt()).toBe(since + 4_000);
    await clock.advance(3_799);
    expect(share.force.aborted).toBe(false);
    await clock.advance(1);
    expect(share.force.aborted).toBe(true);
  });

  test('knows the shortest grace period of its shares', async () => {
    const {clock, budget} = rigOf();
    expect(budget.leastGraceMs(5)).toBe(Infinity);
    budget.begin(5_000);
    expect([budget.leastGraceMs(5), budget.leastGraceMs(0)]).toEqual([800, 4_000]);
    await clock.advance(4_000);
    expect(budget.leastGraceMs(5)).toBe(160);
    await clock.advance(2_000);
    expect(budget.leastGraceMs(5)).toBe(0);
  });

  test('ends at the earliest end if it begins several times', async () => {
    const {clock, budget} = rigOf();
    budget.begin(10_000);
    budget.begin(60_000);
    budget.begin(5_000);
    await clock.advance(4_000);
    expect(budget.force.aborted).toBe(true);
  });

  test('ends immediately on request', () => {
    const {budget, asked} = rigOf();
    const share = budget.share(() => 1);
    asked.abort();
    expect(share.force.aborted).toBe(true);
  });

  test('leaves no timer', async () => {
    const {clock, budget} = rigOf();
    budget.begin(10_000);
    budget.share(() => 2).end();
    budget.close();
    expect(clock.timers).toBe(0);
  });
});

describe('a run', () => {
  const tasks = {
    db: {as: 'service', steersDown: true},
    web: {as: 'service', needs: ['db'], steersDown: true},
  } satisfies Record<string, FakeTask>;

  test('shares `stop_timeout` among tasks that stop one after another', async () => {
    const rig = await startRun(tasks, {stopTimeoutMs: 5_000});
    await (await rig.task('db')).up();
    await (await rig.task('web')).up();
    await rig.interrupt();
    const web = await rig.goingDown('web');
    await rig.clock.advance(1_999);
    expect(web.context.force.aborted).toBe(false);
    await rig.clock.advance(1);
    expect(web.context.force.aborted).toBe(true);
    web.gone.resolve([]);
    const db = await rig.goingDown('db');
    await rig.clock.advance(1_999);
    expect(db.context.force.aborted).toBe(false);
    await rig.clock.advance(1);
    expect(db.context.force.aborted).toBe(true);
    expect(rig.find('teardown-forced')).toMatchObject([{because: 'stop-timeout'}]);
    db.gone.resolve([]);
    await rig.result;
    expect(rig.clock.timers).toBe(0);
  });

  test('shares `stop_timeout` with the needs of a task that has joined', async () => {
    const rig = await startRun(tasks, {request: {tasks: ['db']}, stopTimeoutMs: 5_000});
    await (await rig.task('db')).up();
    const started = (await rig.control).start([taskName('web')]);
    await (await rig.task('web')).up();
    await started;
    await rig.interrupt();
    const web = await rig.goingDown('web');
    await rig.clock.advance(2_000);
    expect(web.context.force.aborted).toBe(true);
    web.gone.resolve([]);
    (await rig.goingDown('db')).gone.resolve([]);
    await rig.result;
  });

  test.each([
    ['SIGTERM', 23_000, true],
    ['SIGINT', 3_600_000, false],
  ])('has 25 s after SIGTERM and no limit after Ctrl-C: %s', async (signal, ms, isOver) => {
    const rig = await startRun({db: tasks.db});
    await (await rig.task('db')).up();
    await rig.interrupt(signal);
    const {context, gone} = await rig.goingDown('db');
    await rig.clock.advance(ms - 1);
    expect(context.force.aborted).toBe(false);
    await rig.clock.advance(1);
    expect(context.force.aborted).toBe(isOver);
    gone.resolve([]);
    await rig.result;
  });

  test('ends even if a kind never completes its teardown, and reports the leftovers', async () => {
    const rig = await startRun(tasks, {stopTimeoutMs: 5_000});
    await (await rig.task('db')).up();
    await (await rig.task('web')).up();
    await rig.interrupt();
    const web = await rig.goingDown('web');
    await rig.clock.advance(3_000);
    expect(web.context.expired.aborted).toBe(true);
    await rig.clock.advance(2_000);
    const db = await rig.goingDown('db');
    await rig.clock.advance(1_000);
    expect(db.context.expired.aborted).toBe(true);
    await rig.clock.advance(2_000);
    const {leftovers} = await rig.result;
    expect(leftovers).toEqual(
      ['web', 'db'].map(task => ({
        what: `resources of \`${task}\``,
        why: 'its teardown took too long',
        command: 'bottle down',
      })),
    );
    expect(rig.clock.timers).toBe(0);
  });

  test('is limited after a failure too', async () => {
    const rig = await startRun({db: tasks.db}, {stopTimeoutMs: 5_000});
    const {up, end} = await rig.task('db');
    await up();
    await end({code: 1});
    const {context, gone} = await rig.goingDown('db');
    await rig.clock.advance(4_000);
    expect(context.force.aborted).toBe(true);
    gone.resolve([]);
    await rig.result;
  });
});

function rigOf() {
  const clock = fakeClock();
  const asked = new AbortController();
  return {clock, asked, budget: createStopBudget(clock, asked.signal)};
}
