import {expect, test} from 'vitest';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {launchRig} from '../support/launch-rig.ts';

const UP = `serve: 'echo up >> $BOTTLE_TASK.log; echo up; exec tail -f /dev/null', ready: {log: up}`;

/** A detached run of three services; `web` needs `db`. */
async function detachedRig() {
  const rig = await launchRig(`
tasks:
  db: {${UP}}
  seed: {needs: [db], run: 'echo seeded >> seed.log', undo: 'echo undone >> seed.log'}
  web: {needs: [seed], ${UP}}
  other: {${UP}}`);
  expect(await rig.bottle(['up', '-d']).ended()).toMatchObject({code: 0});
  const call = async (...args: string[]) => await rig.bottle(args).ended();
  const logOf = async (task: string) => await readFile(join(rig.dir, `${task}.log`), 'utf8');
  return {...rig, call, logOf};
}

test('restart affects only a task and its dependents; stop, start and down work in turn', async () => {
  const {call, logOf, leftBehind} = await detachedRig();
  expect(await call('restart', 'db')).toMatchObject({
    code: 0,
    stdout: 'db is ready\nseed is done\nweb is ready\n',
    stderr: '',
  });
  expect(await Promise.all(['db', 'web', 'other', 'seed'].map(logOf))).toEqual([
    ...['up\nup\n', 'up\nup\n', 'up\n', 'seeded\nundone\nseeded\n'],
  ]);
  expect(await call('stop', 'db', 'other')).toMatchObject({
    code: 0,
    stdout: 'db is stopped\nseed is stopped\nweb is stopped\nother is stopped\n',
  });
  expect((await call('ps')).stdout).toContain('ready, 4 stopped');
  expect(await call('start', 'web')).toMatchObject({
    code: 0,
    stdout: 'db is ready\nseed is done\nweb is ready\n',
  });
  expect(await call('down')).toMatchObject({code: 0});
  expect(await leftBehind()).toEqual([]);
});

test('an unknown task gets a suggestion, and JSON contains the states', async () => {
  const {call} = await detachedRig();
  expect(await call('restart', 'wep')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('did you mean `web`?') as string,
  });
  const {stdout, code} = await call('restart', 'web', '--format', 'json');
  expect([code, JSON.parse(stdout)]).toMatchObject([
    0,
    {version: 1, succeeded: true, tasks: [{task: 'web', state: 'ready', failure: null}]},
  ]);
  expect(await call('down')).toMatchObject({code: 0});
});

test('a failed restart is reported with its log, and the run continues', async () => {
  const rig = await launchRig(`
tasks:
  web: {serve: 'test -e broken && echo no config && exit 4; echo up; exec tail -f /dev/null', ready: {log: up}}`);
  expect(await rig.bottle(['up', '-d']).ended()).toMatchObject({code: 0});
  await rig.write('broken', '');
  const failed = await rig.bottle(['restart', 'web']).ended();
  expect(failed).toMatchObject({code: 1, stdout: 'web is failed\n'});
  expect(failed.stderr).toContain('no config');
  expect((await rig.bottle(['ps']).ended()).stdout).toContain('1');
  expect(await rig.bottle(['down']).ended()).toMatchObject({code: 0});
});
