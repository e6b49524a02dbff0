import {expect, test} from 'vitest';
import {emptyStatus, fold} from '../../src/history/run-status.ts';
import {readJournal} from '../../src/state/read-journal.ts';
import {runDirectory} from '../../src/state/state-directory.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';
import {startRun, type FakeTask, type RigOptions} from './run-rig.ts';

const tasks: Readonly<Record<string, FakeTask>> = {
  db: {as: 'service'},
  web: {as: 'service', needs: ['db']},
  cache: {as: 'service'},
  api: {as: 'service', needs: ['cache', 'db']},
  shell: {as: 'terminal'},
};

const names = (...all: string[]) => all as readonly string[] as readonly TaskName[];

/** A run with only `db`, which is up. */
async function runOfDb(options: RigOptions = {}) {
  const rig = await startRun(tasks, {request: {tasks: ['db']}, ...options});
  await (await rig.task('db')).up();
  return {...rig, control: await rig.control};
}

test('tasks outside of the run can join with their needs, and start in order', async () => {
  const rig = await runOfDb();
  const started = rig.control.start(names('api'));
  await (await rig.task('cache')).up();
  await (await rig.task('api')).up();
  expect(await started).toEqual({
    tasks: [
      {task: 'cache', status: 'ready'},
      {task: 'api', status: 'ready'},
    ],
  });
  expect(rig.find('tasks-joined').map(event => event.tasks.map(({task}) => task))).toEqual([
    ['cache', 'api'],
  ]);
  expect(rig.reported('task-started')).toEqual(['task-started db', 'task-started cache', 'task-started api']);
  const status = rig.events.reduce(fold, emptyStatus);
  expect(status.tasks.map(({task, status: now}) => `${task} ${now}`)).toEqual([
    'db ready',
    'cache ready',
    'api ready',
  ]);
});

test('the run is ready again once the joined tasks are', async () => {
  const rig = await runOfDb();
  const started = rig.control.start(names('cache'));
  await (await rig.task('cache')).up();
  await started;
  expect(rig.find('run-ready').map(({running}) => running)).toEqual([['db'], ['db', 'cache']]);
});

test('joined tasks are stopped in order with the run, and by requests', async () => {
  const rig = await runOfDb();
  const started = rig.control.start(names('web'));
  await (await rig.task('web')).up();
  await started;
  await rig.control.stop(names('db'));
  expect(rig.reported('task-stopped')).toEqual(['task-stopped web', 'task-stopped db']);
  expect(await rig.control.down({force: false})).toEqual({leftovers: []});
});

test('a recovery finds joined tasks', async () => {
  const rig = await runOfDb();
  const started = rig.control.start(names('api'));
  await (await rig.task('cache')).up();
  await (await rig.task('api')).up();
  await started;
  const [run] = rig.find('run-started');
  const journal = await readJournal(runDirectory(rig.stateDir, run?.run ?? ('' as never)));
  expect(journal).toMatchObject({
    tasks: [
      {task: 'db', needs: []},
      {task: 'cache', needs: []},
      {task: 'api', needs: ['cache', 'db']},
    ],
  });
});

test.each([['nothing'], ['shell']])('`%s` cannot join', async name => {
  const rig = await runOfDb();
  await expect(rig.control.start(names(name))).rejects.toMatchObject({
    refusal: {reason: 'unknown-task', task: name, known: ['db']},
  });
  expect(rig.find('tasks-joined')).toEqual([]);
});
