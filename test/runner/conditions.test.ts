import {describe, expect, test} from 'vitest';
import type {TaskFailure} from '../../src/vocabulary/failure.ts';
import {TaskError} from '../../src/vocabulary/failure.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';
import {turn} from '../support/deferred.ts';
import {startRun} from './run-rig.ts';

const broken = new TaskError({reason: 'bad-output', task: 'bad' as TaskName, detail: 'broke'});
const started = (task: string) => ({task, condition: 'started'}) as const;
const ended = (task: string) => ({task, condition: 'ended'}) as const;

describe('a need that must have started', () => {
  test('is met once its command has begun', async () => {
    const rig = await startRun({build: {}, tail: {needs: [started('build')]}});
    const build = await rig.task('build');
    await turn();
    expect(rig.reported('task-started')).toEqual(['task-started build']);
    build.context.started();
    await (await rig.task('tail')).up();
    await build.up();
    await rig.result;
  });

  test('is met before the probes of a service have passed', async () => {
    const rig = await startRun({
      db: {as: 'service', ready: {log: 'up'}},
      tail: {needs: [started('db')]},
      test: {needs: ['db']},
    });
    const db = await rig.task('db');
    await db.up();
    await (await rig.task('tail')).up();
    expect(rig.reported('task-ready', 'task-done')).toEqual(['task-done tail']);
    void db.context.output.write('stdout', Buffer.from('up\n'));
    await (await rig.task('test')).up();
    await rig.interrupt();
    await rig.result;
  });

  test('cancels its dependents if it fails, even with `keepGoing`', async () => {
    const rig = await startRun(
      {bad: {as: 'service', ready: {log: 'up', timeout: '5s'}}, tail: {needs: [started('bad')]}, other: {}},
      {keepGoing: true},
    );
    await (await rig.task('bad')).up();
    await rig.task('tail');
    await rig.clock.advance(5_000);
    await (await rig.task('other')).up();
    const {cancelled, failures} = await rig.result;
    expect(failures).toMatchObject([{reason: 'not-ready', task: 'bad'}]);
    expect(cancelled).toEqual(['tail']);
    expect(rig.find('task-cancelled')).toMatchObject([{because: 'it needs `bad`, which failed'}]);
  });
});

describe('a need that must have ended', () => {
  test('is met if it has succeeded or was skipped', async () => {
    const rig = await startRun({
      good: {},
      off: {if: "${{ '' }}"},
      report: {needs: [ended('good'), ended('off')]},
    });
    await (await rig.task('good')).up();
    await (await rig.task('report')).up();
    expect((await rig.result).failures).toEqual([]);
  });

  test('is met if it has failed; the failure ends the run afterwards', async () => {
    const rig = await startRun({
      db: {as: 'service'},
      bad: {needs: ['db']},
      report: {needs: [ended('bad')]},
      upload: {needs: ['report']},
      publish: {needs: ['bad']},
    });
    await (await rig.task('db')).up();
    await (await rig.task('bad')).fail(broken);
    await (await rig.task('report')).up();
    expect(rig.reported('teardown-started')).toEqual([]);
    await (await rig.task('upload')).up();
    const {reason, failures, cancelled} = await rig.result;
    expect(reason).toEqual({why: 'failed', failure: broken.failure});
    expect(failures).toEqual([broken.failure]);
    expect(cancelled).toEqual(['publish']);
    expect(rig.reported('task-done')).toEqual(['task-done report', 'task-done upload']);
  });

  test('is met once it has ended after a cancellation because of its own needs', async () => {
    const rig = await startRun({
      db: {as: 'service'},
      test: {needs: ['db'], steersDown: true},
      report: {needs: [ended('test')]},
    });
    const db = await rig.task('db');
    await db.up();
    await rig.task('test');
    await db.end({code: 3});
    const {gone} = await rig.goingDown('test');
    expect(rig.reported('task-cancelled', 'task-started')).toEqual([
      ...['task-started db', 'task-started test', 'task-cancelled test'],
    ]);
    gone.resolve([]);
    await (await rig.task('report')).up();
    expect((await rig.result).failures).toMatchObject([{reason: 'exited', task: 'db'}]);
  });

  test('starts no dependents once the run is stopping', async () => {
    const rig = await startRun({test: {}, report: {needs: [ended('test')]}});
    await rig.task('test');
    await rig.interrupt();
    await rig.result;
    expect(rig.find('task-cancelled')).toMatchObject([
      {task: 'report', because: 'the run is stopping'},
      {task: 'test', because: 'the run is stopping'},
    ]);
  });
});

describe('a need that is restarting', () => {
  const afterEnd = {then: 'fail', restarts: 1, delayMs: 1_000} as const;

  test('is not met until it is ready again', async () => {
    const rig = await startRun({db: {as: 'service', afterEnd}, slow: {}, test: {needs: ['db', 'slow']}});
    const first = await rig.task('db');
    await first.up();
    await first.end({code: 1});
    await rig.clock.untilWaiting();
    await (await rig.task('slow')).up();
    await rig.clock.advance(1_000);
    const second = await rig.task('db');
    expect(rig.reported('task-started')).not.toContain('task-started test');
    await second.up();
    await (await rig.task('test')).up();
    await rig.interrupt();
    expect((await rig.result).failures).toEqual([]);
  });

  test('does not affect tasks that have started', async () => {
    const rig = await startRun({db: {as: 'service', afterEnd}, test: {needs: ['db']}});
    const first = await rig.task('db');
    await first.up();
    const running = await rig.task('test');
    await first.end({code: 1});
    await running.up();
    expect(rig.reported('task-done')).toEqual(['task-done test']);
    await rig.clock.untilWaiting();
    await rig.clock.advance(1_000);
    await (await rig.task('db')).up();
    await rig.interrupt();
    await rig.result;
  });
});

describe('a service that dies with `keepGoing`', () => {
  test('prevents the start of its dependents, cancels running ones, and does not affect others', async () => {
    const rig = await startRun(
      {
        db: {as: 'service'},
        test: {needs: ['db']},
        build: {},
        deploy: {needs: ['db', 'build']},
        pack: {needs: ['build']},
      },
      {keepGoing: true},
    );
    const db = await rig.task('db');
    await db.up();
    await rig.task('test');
    await db.end({code: 3});
    expect(rig.find('task-cancelled')).toMatchObject([
      {task: 'test', because: 'it needs `db`, which failed'},
      {task: 'deploy', because: 'it needs `db`, which failed'},
    ]);
    await (await rig.task('build')).up();
    await (await rig.task('pack')).up();
    const {failures, cancelled} = await rig.result;
    expect(failures).toMatchObject([{reason: 'exited', task: 'db', during: 'up'}]);
    expect([...cancelled].sort()).toEqual(['deploy', 'test']);
    expect(rig.reported('task-started')).not.toContain('task-started deploy');
  });

  test('stops dependent services in reverse order', async () => {
    const rig = await startRun(
      {
        db: {as: 'service'},
        api: {as: 'service', needs: ['db'], steersDown: true},
        web: {as: 'service', needs: ['api'], steersDown: true},
        build: {},
      },
      {keepGoing: true},
    );
    const db = await rig.task('db');
    await db.up();
    await (await rig.task('api')).up();
    await (await rig.task('web')).up();
    await db.end({code: 3});
    const web = await rig.goingDown('web');
    expect(rig.reported('task-stopping')).toEqual(['task-stopping web']);
    web.gone.resolve([]);
    (await rig.goingDown('api')).gone.resolve([]);
    await (await rig.task('build')).up();
    expect((await rig.result).failures).toMatchObject([{task: 'db'}]);
    expect(rig.reported('task-cancelled')).toEqual(['task-cancelled api', 'task-cancelled web']);
    const stopped = rig.reported('task-stopped').filter(text => !text.endsWith('build'));
    expect(stopped).toEqual(['task-stopped web', 'task-stopped api', 'task-stopped db']);
  });
});

describe('`allow_failure`', () => {
  test('lets the run continue without the dependents of a failed task', async () => {
    const rig = await startRun({
      bad: {allow_failure: true},
      publish: {needs: ['bad']},
      report: {needs: [ended('bad')]},
      web: {as: 'service'},
    });
    await (await rig.task('web')).up();
    await (await rig.task('bad')).fail(broken);
    await (await rig.task('report')).up();
    expect(rig.find('task-failed')).toMatchObject([{task: 'bad', allowed: true}]);
    expect(rig.find('run-ready')).toMatchObject([{running: ['web']}]);
    await rig.interrupt();
    const {failures, cancelled} = await rig.result;
    expect({failures, cancelled}).toEqual({failures: [], cancelled: ['publish']});
  });

  test('lets the run continue after a failed service, until no task keeps it alive', async () => {
    const rig = await startRun({a: {as: 'service', allow_failure: true}, b: {as: 'service', needs: ['a']}});
    const a = await rig.task('a');
    await a.up();
    await (await rig.task('b')).up();
    await a.end({code: 3});
    expect(rig.find('service-ended')).toMatchObject([{task: 'a', then: 'allowed'}]);
    const {reason, failures, exits} = await rig.result;
    expect({reason, failures, exits}).toEqual({reason: {why: 'all-done'}, failures: [], exits: {a: 3}});
    expect(rig.reported('task-cancelled')).toEqual(['task-cancelled b']);
  });

  test('does not prevent the end of a run whose `until` task fails', async () => {
    const rig = await startRun({bad: {allow_failure: true}, web: {as: 'service'}}, {until: 'bad'});
    await (await rig.task('web')).up();
    await (await rig.task('bad')).fail(broken);
    expect((await rig.result).reason).toEqual({why: 'until', task: 'bad', code: 0});
  });

  test('ends a run whose `until` task cannot start, with exit code 1', async () => {
    const rig = await startRun(
      {bad: {allow_failure: true}, test: {needs: ['bad']}, web: {as: 'service'}},
      {until: 'test'},
    );
    await (await rig.task('web')).up();
    await (await rig.task('bad')).fail(broken);
    expect((await rig.result).reason).toEqual({why: 'until', task: 'test', code: 1});
  });
});

describe('`wait_timeout`', () => {
  test('limits the wait for needs, and reports their states', async () => {
    const rig = await startRun({
      slow: {},
      later: {needs: ['slow']},
      test: {needs: ['slow', 'later'], wait_timeout: '5s', timeout: '1s'},
    });
    await rig.task('slow');
    await rig.clock.advance(5_000);
    expect((await rig.result).failures).toEqual([
      {
        ...{reason: 'wait-timed-out', task: 'test', timeoutMs: 5_000},
        unmet: [
          {need: 'slow', state: 'starting'},
          {need: 'later', state: 'waiting'},
        ],
      },
    ]);
  });

  test('does not apply once the task starts', async () => {
    const rig = await startRun({slow: {}, test: {needs: ['slow'], wait_timeout: '5s'}});
    await (await rig.task('slow')).up();
    const {up} = await rig.task('test');
    await rig.clock.advance(60_000);
    await up();
    expect((await rig.result).failures).toEqual([]);
  });

  test('includes the wait for a slot', async () => {
    const rig = await startRun({slow: {}, after: {needs: ['slow']}, test: {wait_timeout: '5s'}}, {jobs: 1});
    await rig.task('slow');
    await rig.clock.advance(5_000);
    expect((await rig.result).failures).toEqual([
      {reason: 'wait-timed-out', task: 'test', timeoutMs: 5_000, unmet: [], slots: {limit: 1, waiting: []}},
    ]);
  });
});

describe('a slot', () => {
  test('is held while a task starts, but not during probes of an exited command', async () => {
    const rig = await startRun({gate: {ready: {file: '/nowhere/made-by-maker'}}, maker: {}}, {jobs: 1});
    await (await rig.task('gate')).up();
    await (await rig.task('maker')).up();
    expect(rig.reported('task-done')).toEqual(['task-done maker']);
    await rig.interrupt();
    await rig.result;
  });

  test('is free between two attempts', async () => {
    const rig = await startRun({flaky: {retry: {attempts: 2, delay: '1h'}}, other: {}}, {jobs: 1});
    await (await rig.task('flaky')).fail(broken);
    await (await rig.task('other')).up();
    await rig.interrupt();
    await rig.result;
  });

  test('is named in the failure if others waited for one at the deadline', async () => {
    const rig = await startRun(
      {db: {as: 'service', ready: {log: 'never', timeout: '5s'}}, a: {}, b: {needs: ['a']}},
      {jobs: 1},
    );
    await (await rig.task('a')).up();
    await (await rig.task('db')).up();
    await rig.clock.advance(5_000);
    const [failure] = (await rig.result).failures as [Extract<TaskFailure, {reason: 'not-ready'}>];
    expect(failure).toMatchObject({reason: 'not-ready', slots: {limit: 1, waiting: ['b']}});
  });
});

test('the start event contains the conditions and origins of needs', async () => {
  const rig = await startRun({
    db: {as: 'service'},
    build: {},
    report: {needs: ['db', started('db'), ended('build')], reads: ['db']},
  });
  await rig.task('db');
  expect(rig.find('run-started')[0]?.tasks.find(({task}) => task === 'report')?.needs).toEqual([
    {task: 'db', condition: 'ready', origin: 'needs', text: 'needs'},
    {task: 'db', condition: 'started', origin: 'needs', text: 'needs'},
    {task: 'build', condition: 'ended', origin: 'needs', text: 'needs'},
    {task: 'db', condition: 'ready', origin: 'reference', text: '${{ tasks.db.say }}'},
  ]);
});
