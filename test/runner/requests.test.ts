import {describe, expect, test} from 'vitest';
import type {RunControl} from '../../src/runner/run-control.ts';
import {TaskError} from '../../src/vocabulary/failure.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';
import {turn} from '../support/deferred.ts';
import {startRun, type FakeTask, type RigOptions} from './run-rig.ts';

const DEPS = {deps: true, renew: false};
const ALONE = {deps: false, renew: false};

/** A run whose tasks are all up. */
async function runningRig(tasks: Readonly<Record<string, FakeTask>>, options: RigOptions = {}) {
  const rig = await startRun(tasks, options);
  const control = await rig.control;
  const names = Object.keys(tasks) as TaskName[];
  for (const name of names) await (await rig.task(name)).up();
  await settled(() => rig.find('run-ready').length > 0);
  return {...rig, ...requests(control), control, since: sinceNow(rig)};
}

function requests({stop, start, restart}: RunControl) {
  const named = (names: readonly string[]) => names as readonly TaskName[];
  return {
    stop: async (...names: string[]) => statuses(await stop(named(names))),
    start: async (...names: string[]) => statuses(await start(named(names))),
    restart: async (...names: string[]) => statuses(await restart(named(names), DEPS)),
    restartAlone: async (...names: string[]) => statuses(await restart(named(names), ALONE)),
  };
}

function statuses({tasks}: Awaited<ReturnType<RunControl['stop']>>) {
  return Object.fromEntries(tasks.map(({task, status}) => [task, status]));
}

/** The events from now on, as `started db`. */
function sinceNow({events}: Pick<Awaited<ReturnType<typeof startRun>>, 'events'>) {
  const from = events.length;
  const shown = ['task-started', 'task-ready', 'task-done', 'task-stopping', 'task-stopped', 'task-failed'];
  return () =>
    events
      .slice(from)
      .flatMap(event =>
        shown.includes(event.type) && 'task' in event
          ? [`${event.type.replace('task-', '')} ${event.task}`]
          : [],
      );
}

/** Waits for the journal, which is on a real disk. */
async function settled(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await turn();
}

const chain: Readonly<Record<string, FakeTask>> = {
  db: {as: 'service'},
  web: {as: 'service', needs: ['db']},
  other: {as: 'service'},
};

describe('stop', () => {
  test('stops dependents first, and nothing else; the run continues', async () => {
    const rig = await runningRig(chain);
    expect(await rig.stop('db')).toEqual({db: 'stopped', web: 'stopped'});
    expect(rig.since()).toEqual(['stopping web', 'stopped web', 'stopping db', 'stopped db']);
    expect(rig.find('teardown-started')).toEqual([]);
  });

  test('keeps the run alive for `start` or `down` after the last service', async () => {
    const rig = await runningRig({web: {as: 'service'}});
    await rig.stop('web');
    expect(rig.find('teardown-started')).toEqual([]);
    const starting = rig.start('web');
    await (await rig.task('web')).up();
    expect(await starting).toEqual({web: 'ready'});
    expect(await rig.control.down({force: false})).toEqual({leftovers: []});
    expect((await rig.result).reason).toEqual({why: 'interrupted', signal: 'SIGTERM', by: 'down'});
  });

  test('keeps a waiting task from starting', async () => {
    const rig = await startRun({db: {as: 'service'}, web: {as: 'service', needs: ['db']}});
    const {stop} = requests(await rig.control);
    expect(await stop('web')).toEqual({web: 'stopped'});
    await (await rig.task('db')).up();
    await settled(() => rig.find('run-ready').length > 0);
    expect(rig.reported('task-started')).toEqual(['task-started db']);
  });

  test('aborts the attempt of a starting task, which is not a failure', async () => {
    const rig = await startRun({db: {as: 'service'}, web: {as: 'service'}});
    await (await rig.task('db')).up();
    const {context} = await rig.task('web');
    const {stop} = requests(await rig.control);
    expect(await stop('web')).toEqual({web: 'stopped'});
    expect(context.signal.aborted).toBe(true);
    expect(rig.reported('task-failed', 'teardown-started')).toEqual([]);
  });

  test('ends the delay between two attempts of a task', async () => {
    const rig = await startRun({
      db: {as: 'service'},
      web: {as: 'service', retry: {attempts: 2, delay: '1h'}},
    });
    await (await rig.task('db')).up();
    const broken = {reason: 'bad-output', task: 'web' as TaskName, detail: 'broke'} as const;
    await (await rig.task('web')).fail(new TaskError(broken));
    const {stop} = requests(await rig.control);
    expect(await stop('web')).toEqual({web: 'stopped'});
  });

  test('undoes the work of dependents before it stops', async () => {
    const rig = await runningRig({db: {as: 'service'}, seed: {needs: ['db']}});
    expect(await rig.stop('db')).toEqual({db: 'stopped', seed: 'stopped'});
    expect(rig.since()).toEqual(['stopping seed', 'stopped seed', 'stopping db', 'stopped db']);
  });
});

describe('start', () => {
  test('starts dependents that were stopped along with the task, but not those stopped by name', async () => {
    const rig = await runningRig({...chain, late: {as: 'service', needs: ['db']}});
    await rig.stop('late');
    await rig.stop('db');
    const starting = rig.start('db');
    await (await rig.task('db')).up();
    await (await rig.task('web')).up();
    expect(await starting).toEqual({db: 'ready', web: 'ready'});
  });

  test('starts missing needs of a task', async () => {
    const rig = await runningRig(chain);
    await rig.stop('db');
    const starting = rig.start('web');
    await (await rig.task('db')).up();
    await (await rig.task('web')).up();
    expect(await starting).toEqual({db: 'ready', web: 'ready'});
  });

  test('has no effect on running tasks', async () => {
    const rig = await runningRig(chain);
    expect(await rig.start('web')).toEqual({web: 'ready'});
    expect(rig.since()).toEqual([]);
  });

  test('reports a failure without ending the run, and the next request tries again', async () => {
    const rig = await runningRig({db: {as: 'service'}, web: {as: 'service', needs: ['db']}});
    await rig.stop('db');
    const failing = rig.start('db');
    const broken = {reason: 'bad-output', task: 'db' as TaskName, detail: 'broke'} as const;
    await (await rig.task('db')).fail(new TaskError(broken));
    expect(await failing).toEqual({db: 'failed', web: 'cancelled'});
    expect(rig.find('teardown-started')).toEqual([]);
    const starting = rig.start('db');
    await (await rig.task('db')).up();
    await (await rig.task('web')).up();
    expect(await starting).toEqual({db: 'ready', web: 'ready'});
  });
});

describe('restart', () => {
  test('stops dependents first and starts them again in order, without affecting other tasks', async () => {
    const rig = await runningRig(chain);
    const restarting = rig.restart('db');
    await (await rig.task('db')).up();
    await (await rig.task('web')).up();
    expect(await restarting).toEqual({db: 'ready', web: 'ready'});
    expect(rig.since()).toEqual([
      ...['stopping web', 'stopped web', 'stopping db', 'stopped db'],
      ...['started db', 'ready db', 'started web', 'ready web'],
    ]);
    expect(rig.find('run-ready')).toHaveLength(2);
  });

  test('does not affect dependents with `--no-deps`', async () => {
    const rig = await runningRig(chain);
    const restarting = rig.restartAlone('db');
    await (await rig.task('db')).up();
    expect(await restarting).toEqual({db: 'ready'});
    expect(rig.since()).toEqual(['stopping db', 'stopped db', 'started db', 'ready db']);
  });

  test('reruns a dependent step after its undo', async () => {
    const rig = await runningRig({
      db: {as: 'service'},
      seed: {needs: ['db']},
      web: {as: 'service', needs: ['seed']},
    });
    const restarting = rig.restart('db');
    for (const name of ['db', 'seed', 'web']) await (await rig.task(name)).up();
    expect(await restarting).toEqual({db: 'ready', seed: 'done', web: 'ready'});
    expect(rig.since()).toEqual([
      ...['stopping web', 'stopped web', 'stopping seed', 'stopped seed', 'stopping db', 'stopped db'],
      ...['started db', 'ready db', 'started seed', 'done seed', 'started web', 'ready web'],
    ]);
  });

  test('does not affect a task on the terminal', async () => {
    const rig = await startRun({db: {as: 'service'}, shell: {as: 'terminal', needs: ['db']}});
    await (await rig.task('db')).up();
    const shell = await rig.task('shell');
    const {restart} = requests(await rig.control);
    const restarting = restart('db');
    await (await rig.task('db')).up();
    expect(await restarting).toEqual({db: 'ready'});
    expect(shell.context.signal.aborted).toBe(false);
  });

  test('settles as stopped if a stop follows, and both requests are answered', async () => {
    const rig = await runningRig(chain);
    const restarting = rig.restart('db');
    const {context} = await rig.task('db');
    const stopping = rig.stop('db');
    expect(await stopping).toEqual({db: 'stopped', web: 'stopped'});
    expect(context.signal.aborted).toBe(true);
    expect(await restarting).toEqual({db: 'stopped', web: 'stopped'});
  });

  test('completes although a stop of another task was requested and withdrawn meanwhile', async () => {
    const rig = await runningRig({
      ...{db: {as: 'service'}, cache: {as: 'service'}, web: {as: 'service', needs: ['db', 'cache']}},
      page: {as: 'service', needs: ['web'], steersDown: true},
    });
    const restarting = rig.restart('db');
    const {gone} = await rig.goingDown('page');
    const stopping = rig.stop('cache');
    const starting = rig.start('cache');
    gone.resolve([]);
    for (const name of ['db', 'web', 'page']) await (await rig.task(name)).up();
    const up = {db: 'ready', web: 'ready', page: 'ready'};
    expect(await restarting).toEqual(up);
    expect(await stopping).toEqual({cache: 'ready', web: 'ready', page: 'ready'});
    expect(await starting).toMatchObject({cache: 'ready'});
    expect(rig.since().filter(event => !event.includes('page'))).toEqual([
      ...['stopping web', 'stopped web', 'stopping db', 'stopped db'],
      ...['started db', 'ready db', 'started web', 'ready web'],
    ]);
  });

  test('stops dependents first even if their stop was requested and withdrawn before', async () => {
    const rig = await runningRig({
      ...{db: {as: 'service'}, web: {as: 'service', needs: ['db']}},
      page: {as: 'service', needs: ['web'], steersDown: true},
    });
    const stopping = rig.stop('web');
    const {gone} = await rig.goingDown('page');
    const restarting = rig.restart('db');
    const starting = rig.start('web');
    gone.resolve([]);
    for (const name of ['db', 'web', 'page']) await (await rig.task(name)).up();
    expect(await restarting).toEqual({db: 'ready'});
    expect(await stopping).toEqual({web: 'ready', page: 'ready'});
    expect(await starting).toMatchObject({web: 'ready'});
    expect(rig.since().filter(event => !event.includes('page'))).toEqual([
      ...['stopping web', 'stopped web', 'stopping db', 'stopped db'],
      ...['started db', 'ready db', 'started web', 'ready web'],
    ]);
  });

  test('takes precedence over a stop in progress', async () => {
    const rig = await runningRig({db: {as: 'service', steersDown: true}});
    const stopping = rig.stop('db');
    const {gone} = await rig.goingDown('db');
    const restarting = rig.restart('db');
    gone.resolve([]);
    await (await rig.task('db')).up();
    expect(await restarting).toEqual({db: 'ready'});
    expect(await stopping).toEqual({db: 'ready'});
  });

  test('accepts that a service dies before its dependents have stopped', async () => {
    const rig = await startRun({db: {as: 'service'}, web: {as: 'service', needs: ['db'], steersDown: true}});
    const db = await rig.task('db');
    await db.up();
    await (await rig.task('web')).up();
    const {restart} = requests(await rig.control);
    const restarting = restart('db');
    const {gone} = await rig.goingDown('web');
    await db.end({code: 1});
    gone.resolve([]);
    await (await rig.task('db')).up();
    await (await rig.task('web')).up();
    expect(await restarting).toEqual({db: 'ready', web: 'ready'});
    expect(rig.find('teardown-started')).toEqual([]);
  });
});

describe('an address or a certificate', () => {
  const tasks: Readonly<Record<string, FakeTask>> = {
    ip: {as: 'thing', isReused: true},
    web: {as: 'service', needs: ['ip']},
  };

  test('is kept by a restart, even of the task itself, and removed at the end of the run', async () => {
    const rig = await runningRig(tasks);
    const restarting = rig.restart('ip');
    await (await rig.task('web')).up();
    expect(await restarting).toEqual({ip: 'ready', web: 'ready'});
    expect(rig.since()).toEqual([
      ...['stopping web', 'stopped web', 'stopped ip'],
      ...['started ip', 'ready ip', 'started web', 'ready web'],
    ]);
    await rig.stop('ip');
    await rig.control.down({force: false});
    expect(rig.since().slice(-2)).toEqual(['stopping ip', 'stopped ip']);
  });

  test('is renewed with `--renew` if the task needs it', async () => {
    const rig = await runningRig(tasks);
    const restarting = rig.control.restart(['web' as TaskName], {deps: true, renew: true});
    await (await rig.task('ip')).up();
    await (await rig.task('web')).up();
    expect(statuses(await restarting)).toEqual({ip: 'ready', web: 'ready'});
    expect(rig.since().slice(0, 4)).toEqual(['stopping web', 'stopped web', 'stopping ip', 'stopped ip']);
  });
});

describe('a dependent of a service that exited and was restarted', () => {
  const afterEnd = {restarts: 3};

  async function afterRestart(web: FakeTask, outputs: readonly Readonly<Record<string, string>>[]) {
    const rig = await startRun({db: {as: 'service', afterEnd}, web: {as: 'service', ...web}});
    const db = await rig.task('db');
    await db.up(outputs[0]);
    await (await rig.task('web')).up();
    await db.end({code: 1});
    await settled(() => rig.reported('task-stopped').includes('task-stopped db'));
    await rig.clock.advance(0);
    await (await rig.task('db')).up(outputs[1]);
    await settled(() => rig.find('task-ready').filter(({task}) => task === 'db').length === 2);
    await turn();
    return rig;
  }

  test('restarts if an output that it reads has changed', async () => {
    const rig = await afterRestart({needs: ['db'], env: {SAYS: '${{ tasks.db.say }}'}}, [
      {say: 'a'},
      {say: 'b'},
    ]);
    await (await rig.task('web')).up();
    expect(
      rig
        .find('task-started')
        .filter(({task}) => task === 'web')
        .map(({cause}) => cause),
    ).toEqual([...['needs-met', 'dependency']]);
  });

  test.each([
    [
      'reads no changed output',
      {env: {SAYS: '${{ tasks.db.say }}'}},
      [
        {say: 'a', pid: '1'},
        {say: 'a', pid: '2'},
      ],
    ],
    [
      'ignores restarts',
      {on_dependency_restart: 'ignore', env: {SAYS: '${{ tasks.db.say }}'}},
      [{say: 'a'}, {say: 'b'}],
    ],
  ] as const)('continues if it %s', async (_, web, outputs) => {
    const rig = await afterRestart({needs: ['db'], ...web}, outputs);
    expect(rig.reported('task-stopping')).toEqual(['task-stopping db']);
  });

  test('restarts if `on_dependency_restart` is set', async () => {
    const rig = await afterRestart({needs: ['db'], on_dependency_restart: 'restart'}, [{}, {}]);
    await (await rig.task('web')).up();
    expect(rig.reported('task-stopping')).toEqual(['task-stopping db', 'task-stopping web']);
  });
});

test('a container of a pod restarts after the containers that end with it', async () => {
  const web: FakeTask = {needs: ['db'], on_dependency_restart: 'restart', podSiblings: ['cache', 'late']};
  const rig = await startRun({
    db: {as: 'service', afterEnd: {restarts: 3}},
    web: {as: 'service', ...web},
    cache: {as: 'service', needs: ['web']},
    late: {as: 'service', needs: ['cache']},
  });
  const db = await rig.task('db');
  await db.up();
  await (await rig.task('web')).up();
  await (await rig.task('cache')).up();
  await db.end({code: 1});
  await settled(() => rig.reported('task-stopped').includes('task-stopped db'));
  await rig.clock.advance(0);
  await (await rig.task('db')).up();
  await (await rig.task('web')).up();
  await (await rig.task('cache')).up();
  expect(rig.reported('task-stopped').filter(each => !each.endsWith('late'))).toEqual([
    ...['task-stopped db', 'task-stopped cache', 'task-stopped web'],
  ]);
});

describe('a request', () => {
  test('reports an unknown task', async () => {
    const rig = await runningRig(chain);
    await expect(rig.stop('bd')).rejects.toMatchObject({refusal: {reason: 'unknown-task', task: 'bd'}});
  });

  test('is refused if the run is stopping, even if it is pending', async () => {
    const rig = await runningRig(chain);
    const restarting = rig.restart('db');
    const refused = expect(restarting).rejects.toMatchObject({refusal: {reason: 'run-stopping'}});
    await rig.interrupt();
    await refused;
    await expect(rig.start('db')).rejects.toMatchObject({refusal: {reason: 'run-stopping'}});
    expect((await rig.result).leftovers).toEqual([]);
  });
});
