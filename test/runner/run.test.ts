import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {readTimes} from '../../src/state/times.ts';
import {TaskError} from '../../src/vocabulary/failure.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';
import {turn} from '../support/deferred.ts';
import {runsLeft} from '../support/runs-left.ts';
import {startRun} from './run-rig.ts';

const broken = new TaskError({reason: 'bad-output', task: 'bad' as TaskName, detail: 'broke'});

describe('a successful run', () => {
  test('starts tasks after their needs, and stops them in reverse order', async () => {
    const rig = await startRun({
      web: {needs: ['db', 'cert'], as: 'service', steersDown: true},
      db: {as: 'service', steersDown: true},
      cert: {},
    });
    await (await rig.task('cert')).up();
    expect(rig.reported('task-started', 'task-ready')).toEqual(['task-started db', 'task-started cert']);
    await (await rig.task('db')).up();
    await (await rig.task('web')).up();
    expect(rig.find('run-ready')).toMatchObject([{running: ['db', 'web']}]);
    await rig.interrupt();
    const web = await rig.goingDown('web');
    expect(rig.reported('task-stopping', 'task-stopped')).toEqual(['task-stopping web']);
    web.gone.resolve([]);
    (await rig.goingDown('db')).gone.resolve([]);
    const {reason, failures, leftovers} = await rig.result;
    expect({reason, failures, leftovers}).toEqual({
      reason: {why: 'interrupted', signal: 'SIGINT'},
      failures: [],
      leftovers: [],
    });
    expect(await runsLeft(rig.stateDir)).toEqual([]);
  });

  test.each(['run-ended', 'a moment later'])('ignores an interrupt after its end (%s)', async when => {
    const interrupt = new AbortController();
    const rig = await startRun({step: {}}, {signal: interrupt.signal});
    await (await rig.task('step')).up();
    while (rig.find('run-ended').length === 0) await turn();
    if (when !== 'run-ended') for (let turns = 0; turns < 3; turns++) await turn();
    interrupt.abort('SIGINT');
    await rig.result;
    expect(rig.events.at(-1)).toMatchObject({type: 'run-ended', reason: 'all-done'});
    const log = await readFile(
      join(rig.stateDir, 'runs', rig.find('run-started')[0]?.run ?? '', 'events.ndjson'),
      'utf8',
    );
    expect(JSON.parse(log.trim().split('\n').at(-1) ?? '')).toMatchObject({type: 'run-ended'});
  });

  test('reports its start first, even if it was interrupted before, and its end is on disk', async () => {
    const rig = await startRun({web: {as: 'service'}}, {signal: AbortSignal.abort('SIGTERM')});
    await rig.result;
    expect(rig.events.slice(0, 2).map(({type}) => type)).toEqual(['run-started', 'run-interrupted']);
    expect(await runsLeft(rig.stateDir)).toEqual([]);
  });

  test('ends on its own when no task keeps it alive', async () => {
    const rig = await startRun({address: {as: 'thing'}, build: {needs: ['address']}});
    await (await rig.task('address')).up();
    await (await rig.task('build')).up();
    expect((await rig.result).reason).toEqual({why: 'all-done'});
    expect(rig.reported('task-stopped')).toEqual(['task-stopped build', 'task-stopped address']);
  });

  test('ends with the `until` task, and cancels starting tasks', async () => {
    const rig = await startRun({slow: {}, tests: {}}, {until: 'tests'});
    await rig.task('slow');
    await (await rig.task('tests')).up();
    expect((await rig.result).reason).toEqual({why: 'until', task: 'tests', code: 0});
    expect(rig.reported('task-cancelled')).toEqual(['task-cancelled slow']);
  });

  test('ends when the last interactive task has ended', async () => {
    const rig = await startRun({
      web: {as: 'service'},
      login: {as: 'terminal'},
      agent: {as: 'terminal', needs: ['login']},
    });
    await (await rig.task('web')).up();
    await (await rig.task('login')).up();
    await (await rig.task('agent')).up();
    expect((await rig.result).reason).toEqual({why: 'terminal', task: 'agent', code: 0});
  });

  test('gives the terminal to one task after the other, once the view has released it', async () => {
    const freed: number[] = [];
    const rig = await startRun(
      {a: {as: 'terminal'}, b: {as: 'terminal'}},
      {freeTerminal: async () => void freed.push(1)},
    );
    const [a, b] = [await rig.task('a'), await rig.task('b')];
    const giveBack = await a.context.takeTerminal();
    const second = b.context.takeTerminal();
    await turn();
    expect(rig.reported('terminal-taken', 'terminal-released')).toEqual(['terminal-taken a']);
    giveBack();
    (await second)();
    expect(rig.reported('terminal-taken', 'terminal-released')).toEqual([
      'terminal-taken a',
      'terminal-released a',
      'terminal-taken b',
      'terminal-released b',
    ]);
    expect(freed).toHaveLength(2);
  });
});

describe('a task', () => {
  test('is skipped if its condition is false; tasks that only run after it continue', async () => {
    const rig = await startRun({vpn: {if: "${{ 'a' == 'b' }}"}, app: {needs: ['vpn']}});
    await (await rig.task('app')).up();
    await rig.result;
    expect(rig.find('task-skipped')).toMatchObject([
      {task: 'vpn', because: "its condition ${{ 'a' == 'b' }} is false"},
    ]);
  });

  test('is retried as often as `retry` allows, and each attempt is cleaned up before the next one', async () => {
    const rig = await startRun({flaky: {retry: {attempts: 3, delay: '2s'}}});
    await (await rig.task('flaky')).fail(broken);
    await rig.goingDown('flaky');
    await rig.clock.untilWaiting();
    await rig.clock.advance(2_000);
    await (await rig.task('flaky')).fail(broken);
    await rig.clock.untilWaiting();
    await rig.clock.advance(2_000);
    await (await rig.task('flaky')).up();
    expect((await rig.result).failures).toEqual([]);
    expect(rig.reported('task-started', 'task-stopped', 'task-retried', 'task-done')).toEqual([
      'task-started flaky',
      'task-retried flaky',
      'task-stopped flaky',
      'task-started flaky',
      'task-retried flaky',
      'task-stopped flaky',
      'task-started flaky',
      'task-done flaky',
      'task-stopped flaky',
    ]);
  });

  test('fails with the failure of its last attempt', async () => {
    const rig = await startRun({bad: {retry: {attempts: 2}}});
    await (
      await rig.task('bad')
    ).fail(new TaskError({reason: 'bad-output', task: 'bad' as TaskName, detail: 'first'}));
    await rig.clock.untilWaiting();
    await rig.clock.advance(1);
    await (await rig.task('bad')).fail(broken);
    expect((await rig.result).failures).toEqual([broken.failure]);
  });

  test('fails if it exceeds its `timeout`, and reports its last step', async () => {
    const rig = await startRun({slow: {timeout: '5s'}});
    (await rig.task('slow')).context.report('waiting for the moon');
    await rig.clock.advance(5_000);
    expect((await rig.result).failures).toEqual([
      {reason: 'timed-out', task: 'slow', timeoutMs: 5_000, doing: 'waiting for the moon'},
    ]);
  });

  test('is reported as a bug of bottle if it throws another error', async () => {
    const rig = await startRun({bad: {}});
    await (await rig.task('bad')).fail(new Error('undefined is not a function'));
    expect((await rig.result).failures).toMatchObject([
      {reason: 'internal', task: 'bad', message: 'undefined is not a function'},
    ]);
  });
});

describe('a failure', () => {
  test('cancels starting and waiting tasks, and stops running ones', async () => {
    const rig = await startRun({
      db: {as: 'service'},
      slow: {},
      bad: {needs: ['db']},
      after: {needs: ['bad']},
    });
    await (await rig.task('db')).up();
    await rig.task('slow');
    await (await rig.task('bad')).fail(broken);
    const {reason, failures, cancelled, cancelledDependents} = await rig.result;
    expect(reason).toEqual({why: 'failed', failure: broken.failure});
    expect(failures).toEqual([broken.failure]);
    expect([...cancelled].sort()).toEqual(['after', 'slow']);
    expect(cancelledDependents).toEqual(['after']);
    expect(rig.reported('task-stopped')).toContain('task-stopped db');
  });

  test('lets other branches start first with `keepGoing`', async () => {
    const rig = await startRun(
      {bad: {}, after: {needs: ['bad']}, other: {}, last: {needs: ['other']}},
      {keepGoing: true},
    );
    await (await rig.task('bad')).fail(broken);
    await (await rig.task('other')).up();
    await (await rig.task('last')).up();
    expect((await rig.result).reason).toEqual({why: 'failed', failure: broken.failure});
    expect(rig.reported('task-done')).toEqual(['task-done other', 'task-done last']);
    expect(rig.reported('task-cancelled')).toEqual(['task-cancelled after']);
  });

  test('during the teardown is reported and kept for the next run; other tasks are still torn down', async () => {
    const rig = await startRun({db: {as: 'thing', steersDown: true}, web: {as: 'thing', needs: ['db']}});
    await (await rig.task('db')).up();
    await (await rig.task('web')).up();
    const leftover = {what: 'process 7', why: 'it still runs', command: 'kill -9 7'};
    (await rig.goingDown('db')).gone.resolve([leftover]);
    expect((await rig.result).leftovers).toEqual([leftover]);
    expect(rig.reported('task-stopped', 'task-left-behind')).toEqual([
      'task-stopped web',
      'task-left-behind db',
    ]);
    expect(await runsLeft(rig.stateDir)).toHaveLength(1);
  });
});

describe('a service that exits unexpectedly', () => {
  const exit = {code: 3};

  test('ends the run', async () => {
    const rig = await startRun({db: {as: 'service'}});
    const db = await rig.task('db');
    await db.up();
    void db.context.output.write('stdout', Buffer.from('last words\n'));
    await db.end(exit);
    const {failures} = await rig.result;
    expect(failures).toMatchObject([
      {reason: 'exited', task: 'db', during: 'up', exit, lastLines: ['last words']},
    ]);
    expect(rig.find('service-ended')).toMatchObject([{task: 'db', exit, then: 'failed'}]);
  });

  test('does not end the run with `on_exit: ignore`, until no task keeps it alive', async () => {
    const afterEnd = {then: 'ignore', restarts: 0, delayMs: 0} as const;
    const rig = await startRun({a: {as: 'service', afterEnd}, b: {as: 'service', afterEnd}});
    const [a, b] = [await rig.task('a'), await rig.task('b')];
    await a.up();
    await b.up();
    await a.end(exit);
    expect(rig.reported('teardown-started')).toEqual([]);
    await b.end(exit);
    expect((await rig.result).reason).toEqual({why: 'all-done'});
  });

  test('is restarted up to the limit of `restart`, after its delay and the removal of its leftovers', async () => {
    const afterEnd = {then: 'fail', restarts: 1, delayMs: 1_000} as const;
    const rig = await startRun({db: {as: 'service', afterEnd}});
    const first = await rig.task('db');
    await first.up();
    await first.end(exit);
    await rig.goingDown('db');
    await rig.clock.untilWaiting();
    await rig.clock.advance(1_000);
    const second = await rig.task('db');
    await second.up();
    await second.end(exit);
    expect((await rig.result).failures).toMatchObject([{reason: 'exited', during: 'up'}]);
    expect(rig.find('service-ended').map(({then}) => then)).toEqual(['restarted', 'failed']);
  });
});

describe('an interrupt', () => {
  test('starts nothing if it comes before the first task', async () => {
    const rig = await startRun({a: {}}, {signal: AbortSignal.abort('SIGTERM')});
    expect((await rig.result).reason).toEqual({why: 'interrupted', signal: 'SIGTERM'});
    expect(rig.reported('task-started', 'task-cancelled')).toEqual(['task-cancelled a']);
  });

  test('ends the delay before another attempt immediately', async () => {
    const rig = await startRun({flaky: {retry: {attempts: 2, delay: '1h'}}});
    await (await rig.task('flaky')).fail(broken);
    await rig.goingDown('flaky');
    await rig.interrupt();
    expect((await rig.result).reason).toEqual({why: 'interrupted', signal: 'SIGINT'});
  });

  test('skips grace periods if it comes twice', async () => {
    const rig = await startRun({db: {as: 'service', steersDown: true}});
    await (await rig.task('db')).up();
    await rig.interrupt();
    const {context, gone} = await rig.goingDown('db');
    expect(context.force.aborted).toBe(false);
    rig.force();
    expect(context.force.aborted).toBe(true);
    gone.resolve([]);
    await rig.result;
  });
});

describe('secrets', () => {
  test('are masked in events and logs, and nothing starts if one cannot be read', async () => {
    const rig = await startRun(
      {a: {as: 'service'}},
      {secrets: {TOKEN: {env: 'TOKEN'}}, env: {TOKEN: 'hunter2'}},
    );
    const {context, up} = await rig.task('a');
    void context.output.write('stdout', Buffer.from('the token is hunter2\n'));
    await up({url: 'http://x/?t=hunter2'});
    expect(rig.find('task-output')).toMatchObject([{line: 'the token is ***'}]);
    expect(rig.find('task-ready')).toMatchObject([{outputs: {url: 'http://x/?t=***'}}]);
    expect(JSON.stringify(rig.events)).not.toContain('hunter2');
    expect(context.isSecret('x hunter2 x')).toBe(true);

    const without = await startRun({a: {}}, {secrets: {TOKEN: {env: 'TOKEN'}}});
    await expect(without.result).rejects.toMatchObject({failure: {reason: 'no-secret', secret: 'TOKEN'}});
    expect(without.events).toEqual([]);
  });
});

test('a run records the times of tasks that became ready, except those on the terminal', async () => {
  const rig = await startRun({
    db: {as: 'service'},
    build: {needs: ['db']},
    slow: {},
    agent: {as: 'terminal', needs: ['build']},
  });
  const db = await rig.task('db');
  await rig.clock.advance(120);
  await db.up();
  const build = await rig.task('build');
  await rig.clock.advance(30);
  await build.up();
  // The end of `agent` ends the run before `slow` is up.
  await (await rig.task('agent')).up();
  await rig.result;
  expect(await readTimes(rig.stateDir, rig.launch.path)).toEqual({db: 120, build: 30});
});
