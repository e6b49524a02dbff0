import {describe, expect, test} from 'vitest';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {KindFiles} from '../../src/tasks/kind.ts';
import {TaskError} from '../../src/vocabulary/failure.ts';
import {foregroundCommand, type TaskName} from '../../src/vocabulary/ids.ts';
import type {WatchOptions} from '../../src/watch/watch-tasks.ts';
import {turn} from '../support/deferred.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';
import {startRun, type FakeTask, type RigOptions} from './run-rig.ts';

/** A run with file changes controlled by the test. */
async function watchingRig(tasks: Readonly<Record<string, FakeTask>>, options: RigOptions = {}) {
  let watched: WatchOptions | undefined;
  const accepted: string[] = [];
  const rig = await startRun(tasks, {
    watch: 'declared',
    services: {
      async watchTasks(given) {
        watched = given;
        return {accept: async task => void accepted.push(task), close: async () => undefined};
      },
    },
    ...options,
  });
  let from = 0;
  const shown = ['watch-changed', 'task-started', 'task-stopped', 'task-failed', 'task-cancelled'];
  const news = (): string[] => {
    const all = rig.events.slice(from).flatMap(event => {
      if (!shown.includes(event.type) || !('task' in event)) return [];
      const cause = event.type === 'task-started' ? ` (${event.cause})` : '';
      return [`${event.type.replace(/^(task|watch)-/, '')} ${event.task}${cause}`];
    });
    from = rig.events.length;
    return all;
  };
  return {
    ...rig,
    accepted,
    watched: () => watched,
    /** The events since the last call. */
    news,
    async change(...names: string[]) {
      watched?.onChange(names.map(name => ({task: name as TaskName, files: [`/work/src/${name}.ts`]})));
      await turn();
    },
    /** Completes the next starts of tasks, one after the other. */
    async ready(...names: string[]) {
      const before = rig.find('run-ready').length;
      for (const name of names) await (await rig.task(name)).up();
      await until(() => rig.find('run-ready').length > before);
    },
  };
}

/** Waits for the journal and the compared files, which are on a real disk. */
async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await turn();
}

/** Waits long enough for an unwanted reaction to happen. */
async function calm(): Promise<void> {
  for (let count = 0; count < 50; count++) await turn();
}

const failure = (task: string): Error =>
  new TaskError({
    ...{reason: 'exited', task: task as TaskName, during: 'starting', exit: {code: 1, because: 'code 1'}},
    ...{terminal: false, lastLines: []},
  });

const chain: Readonly<Record<string, FakeTask>> = {
  db: {as: 'service', watch: ['db']},
  web: {as: 'service', needs: ['db'], watch: ['web']},
  end: {as: 'service', needs: ['web']},
  other: {as: 'service'},
};

describe('a change', () => {
  test('restarts only the task and then its dependents, in order', async () => {
    const rig = await watchingRig(chain);
    await rig.ready('db', 'web', 'end', 'other');
    rig.news();
    await rig.change('web');
    await rig.ready('web', 'end');
    expect(rig.news()).toEqual([
      'changed web',
      'stopped end',
      'stopped web',
      'started web (changed)',
      'started end (dependency)',
    ]);
    expect(rig.find('watch-changed')[0]?.files).toEqual(['src/web.ts']);
    expect(rig.find('run-ready')).toHaveLength(2);
  });

  test('during a restart starts it again', async () => {
    const rig = await watchingRig(chain);
    await rig.ready('db', 'web', 'end', 'other');
    await rig.change('db');
    const db = await rig.task('db');
    rig.news();
    await rig.change('db');
    await rig.ready('db', 'web', 'end');
    expect(db.context.signal.aborted).toBe(true);
    expect(rig.news()).toEqual([
      'changed db',
      'stopped db',
      'started db (changed)',
      'started web (dependency)',
      'started end (dependency)',
    ]);
  });

  test('has no effect on a task that was stopped on request, was skipped or is waiting', async () => {
    const rig = await watchingRig({
      ...chain,
      later: {needs: ['slow'], watch: ['later']},
      slow: {},
    });
    for (const name of ['db', 'web', 'end', 'other']) await (await rig.task(name)).up();
    const slow = await rig.task('slow');
    await (await rig.control).stop(['web' as TaskName]);
    rig.news();
    await rig.change('web', 'later');
    expect(rig.news()).toEqual([]);
    await slow.up();
    await rig.ready('later');
    expect(rig.news()).toEqual(['started later (needs-met)']);
  });

  test('does not affect dependents that ignore restarts, but starts them if they could not start before', async () => {
    const rig = await watchingRig({
      web: {as: 'service', watch: ['web']},
      quiet: {as: 'service', needs: ['web'], on_dependency_restart: 'ignore'},
    });
    await rig.ready('web', 'quiet');
    rig.news();
    await rig.change('web');
    await rig.ready('web');
    expect(rig.news()).toEqual(['changed web', 'stopped web', 'started web (changed)']);
    await rig.change('web');
    await (await rig.task('web')).fail(failure('web'));
    await until(() => rig.find('task-cancelled').length > 0);
    await rig.change('web');
    await rig.ready('web', 'quiet');
    expect(rig.news().slice(-1)).toEqual(['started quiet (dependency)']);
  });

  test('is accepted at each start', async () => {
    const rig = await watchingRig(chain);
    await rig.ready('db', 'web', 'end', 'other');
    rig.accepted.length = 0;
    await rig.change('web');
    await rig.ready('web', 'end');
    expect(rig.accepted).toEqual(['web', 'end']);
  });
});

describe('a failed restart', () => {
  test('is reported, its dependents stay stopped, and the next change retries it', async () => {
    const rig = await watchingRig(chain);
    await rig.ready('db', 'web', 'end', 'other');
    rig.news();
    await rig.change('web');
    await (await rig.task('web')).fail(failure('web'));
    await until(() => rig.find('task-cancelled').length > 0);
    const news = rig.news().filter(text => !text.startsWith('stopped'));
    expect(news.slice(-3)).toEqual(['started web (changed)', 'failed web', 'cancelled end']);
    expect(rig.find('task-failed')[0]?.allowed).toBe(true);
    await rig.change('web');
    await rig.ready('web', 'end');
    expect(rig.news().slice(-2)).toEqual(['started web (changed)', 'started end (dependency)']);
    expect(rig.find('teardown-started')).toEqual([]);
  });

  test('is retried after a change of a need or of a dependent', async () => {
    const rig = await watchingRig(chain);
    await rig.ready('db', 'web', 'end', 'other');
    await rig.change('db');
    await (await rig.task('db')).up();
    await (await rig.task('web')).fail(failure('web'));
    await calm();
    await rig.change('db');
    await (await rig.task('db')).fail(failure('db'));
    await calm();
    rig.news();
    await rig.change('web');
    await rig.ready('db', 'web', 'end');
    expect(rig.news().filter(text => text.startsWith('started'))).toEqual([
      'started db (changed)',
      'started web (changed)',
      'started end (dependency)',
    ]);
  });

  test('a service that exits after a change waits for the next one', async () => {
    const rig = await watchingRig({web: {as: 'service', watch: ['web']}});
    const web = await rig.task('web');
    await web.up();
    await until(() => rig.find('run-ready').length > 0);
    await web.end({code: 1, because: 'code 1'});
    await until(() => rig.find('service-ended').length > 0);
    await rig.change('web');
    await rig.ready('web');
    expect(rig.find('teardown-started')).toEqual([]);
  });
});

describe('a task that ends', () => {
  const gen = async (): Promise<{readonly path: string; readonly files: KindFiles}> => {
    const dir = await temporaryDirectory();
    return {path: join(dir, 'made'), files: {cwd: dir, sources: ['in'], generates: ['made']}};
  };

  test('reruns without its dependents, which restart only if its result differs', async () => {
    const {path, files} = await gen();
    const rig = await watchingRig({
      gen: {files, watch: ['in']},
      web: {as: 'service', needs: ['gen']},
    });
    await writeFile(path, '1');
    await rig.ready('gen', 'web');
    rig.news();
    await rig.change('gen');
    await rig.ready('gen');
    expect(rig.news()).toEqual(['changed gen', 'stopped gen', 'started gen (changed)']);
    await rig.change('gen');
    const again = await rig.task('gen');
    await writeFile(path, '2');
    await again.up();
    await rig.ready('web');
    expect(rig.news()).toEqual([
      ...['changed gen', 'stopped gen', 'started gen (changed)'],
      ...['stopped web', 'started web (dependency)'],
    ]);
  });

  test('restarts its dependents if its results are unknown', async () => {
    const rig = await watchingRig({
      seed: {files: {cwd: '.', sources: []}, watch: ['in']},
      web: {as: 'service', needs: ['seed']},
    });
    await rig.ready('seed', 'web');
    rig.news();
    await rig.change('seed');
    await rig.ready('seed', 'web');
    expect(rig.news().slice(-2)).toEqual(['stopped web', 'started web (dependency)']);
  });

  test('restarts dependents that read an output that has changed', async () => {
    const {files} = await gen();
    const rig = await watchingRig({
      gen: {files, watch: ['in']},
      web: {as: 'service', reads: ['gen'], env: {SAY: '${{ tasks.gen.say }}'}},
    });
    await (await rig.task('gen')).up({say: 'a', stdout: '1'});
    await rig.ready('web');
    await rig.change('gen');
    await (await rig.task('gen')).up({say: 'a', stdout: '2'});
    await until(() => rig.find('run-ready').length === 2);
    rig.news();
    await rig.change('gen');
    await (await rig.task('gen')).up({say: 'b', stdout: '2'});
    await rig.ready('web');
    expect(rig.news().slice(-1)).toEqual(['started web (dependency)']);
  });

  test('stops its dependents if it fails, until it succeeds again', async () => {
    const {path, files} = await gen();
    const rig = await watchingRig({
      gen: {files, watch: ['in']},
      web: {as: 'service', needs: ['gen']},
    });
    await writeFile(path, '1');
    await rig.ready('gen', 'web');
    await rig.change('gen');
    await (await rig.task('gen')).fail(failure('gen'));
    await until(() => rig.find('task-cancelled').length > 0);
    rig.news();
    await rig.change('gen');
    await rig.ready('gen', 'web');
    const started = rig.news().filter(text => text.startsWith('started'));
    expect(started).toEqual(['started gen (changed)', 'started web (dependency)']);
  });

  test('stops its dependents before it reruns if it leaves something to remove', async () => {
    const rig = await watchingRig({
      db: {watch: ['in']},
      web: {as: 'service', needs: ['db']},
    });
    await rig.ready('db', 'web');
    rig.news();
    await rig.change('db');
    await rig.ready('db', 'web');
    expect(rig.news()).toEqual([
      ...['changed db', 'stopped web', 'stopped db'],
      ...['started db (changed)', 'started web (dependency)'],
    ]);
  });

  test('does not end a run that watches', async () => {
    const rig = await watchingRig({test: {watch: ['in']}});
    await rig.ready('test');
    expect(rig.find('teardown-started')).toEqual([]);
    await rig.change('test');
    await rig.ready('test');
    await rig.interrupt();
    expect((await rig.result).reason).toEqual({why: 'interrupted', signal: 'SIGINT'});
  });
});

describe('a run that watches', () => {
  test('ends if a task fails at its first start, except with `--watch`', async () => {
    for (const {watch, detached, ends} of [
      {watch: 'declared', detached: false, ends: true},
      {watch: 'all', detached: true, ends: true},
      {watch: 'all', detached: false, ends: false},
    ] as const) {
      const rig = await watchingRig(chain, {watch, detached});
      for (const name of ['db', 'other']) await (await rig.task(name)).up();
      await (await rig.task('web')).fail(failure('web'));
      if (ends) await rig.result;
      else await calm();
      expect(rig.find('teardown-started').length > 0).toBe(ends);
      expect(rig.find('run-ready')).toEqual([]);
      if (ends) continue;
      await rig.change('web');
      await rig.ready('web', 'end');
    }
  });

  test('ends with `until` and its failure', async () => {
    const rig = await watchingRig(
      {gen: {watch: ['in']}, last: {needs: ['gen'], watch: ['x']}},
      {
        watch: 'all',
        until: 'last',
      },
    );
    await (await rig.task('gen')).fail(failure('gen'));
    await calm();
    expect(rig.find('teardown-started')).toEqual([]);
    await rig.change('gen');
    await (await rig.task('gen')).up();
    await (await rig.task('last')).fail(failure('last'));
    expect((await rig.result).failures).toHaveLength(1);
  });

  test('does not affect a task on the terminal', async () => {
    const rig = await watchingRig({
      web: {as: 'service', watch: ['web']},
      [foregroundCommand]: {as: 'terminal', needs: ['web']},
    });
    await (await rig.task('web')).up();
    const command = await rig.task(foregroundCommand);
    await rig.change('web');
    await (await rig.task('web')).fail(failure('web'));
    await calm();
    expect(command.context.signal.aborted).toBe(false);
    await rig.change('web');
    await (await rig.task('web')).up();
    await command.up();
    expect((await rig.result).reason).toMatchObject({why: 'terminal', code: 0});
  });

  test('reports a reached inotify limit before anything starts', async () => {
    const rig = await watchingRig(chain, {
      services: {
        async watchTasks() {
          throw Object.assign(new Error('ENOSPC: watch'), {code: 'ENOSPC', syscall: 'watch'});
        },
      },
    });
    const {failures} = await rig.result;
    expect(failures).toMatchObject([{reason: 'exhausted', resource: 'inotify-watches'}]);
    expect(rig.find('task-started')).toEqual([]);
  });

  test('watches nothing if no task needs it', async () => {
    for (const watch of ['none', 'declared'] as const) {
      const rig = await watchingRig({web: {as: 'service', ...(watch === 'none' && {watch: ['x']})}}, {watch});
      await rig.ready('web');
      expect(rig.watched()).toBeUndefined();
    }
  });
});
