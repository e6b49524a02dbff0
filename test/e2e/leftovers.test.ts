import {appendFile, mkdir, readdir, readFile, rm, rmdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';

test('a leftover is reported with the command that removes it, and the next run tries again', async () => {
  const rig = await launchRig(`
    tasks:
      address: {alias: {pool: 127.0.2.43-127.0.2.43}}
      up: {needs: [address], serve: 'echo up; exec tail -f /dev/null', ready: {log: up}}
  `);
  const launch = rig.run();
  await launch.event('run-ready');
  const file = await unremovable(rig, '127.0.2.43');
  launch.signal('SIGTERM');
  const {code, stderr} = await launch.ended();
  expect(code).toBe(3);
  expect(stderr).toBe(notRemoved('127.0.2.43', file));
  await launch.event('task-stopped', 'up');

  await rmdir(file);
  const next = rig.run();
  await next.event('dead-run-removed');
  await next.event('run-ready');
  next.signal('SIGTERM');
  expect((await next.ended()).code).toBe(143);
  expect(await rig.leftBehind()).toEqual([]);
});

test('`bottle down` reports leftovers', async () => {
  const rig = await launchRig(`
    tasks:
      address: {alias: {pool: 127.0.2.46-127.0.2.46}}
      up: {needs: [address], serve: 'echo up; exec tail -f /dev/null', ready: {log: up}}
  `);
  expect(await rig.bottle(['up', '-d']).ended()).toMatchObject({code: 0});
  const file = await unremovable(rig, '127.0.2.46');
  expect(await rig.bottle(['down']).ended()).toMatchObject({
    code: 3,
    stderr: notRemoved('127.0.2.46', file),
  });

  await rmdir(file);
  expect(await rig.bottle(['down']).ended()).toMatchObject({code: 0, stderr: ''});
  expect(await rig.leftBehind()).toEqual([]);
});

test('a dead run of a newer bottle is kept with everything it created, and reported', async () => {
  const rig = await launchRig(`
    tasks:
      address: {alias: {pool: 127.0.2.44-127.0.2.45}}
      up: {needs: [address], serve: 'echo up; exec sleep 600', ready: {log: up}}
  `);
  const launch = rig.run();
  const {run} = await launch.event('run-started');
  await launch.event('run-ready');
  launch.signal('SIGKILL');
  await launch.ended();
  const journal = join(rig.stateDir, 'runs', run, 'journal.ndjson');
  const volume = {entry: 'made', task: 'up', record: {made: 'volume', name: 'x'}};
  await appendFile(journal, `${JSON.stringify(volume)}\n`);
  // The service's shell may be about to become `sleep`.
  const left = (await rig.leftBehind()).map(withoutCommand);

  const next = rig.run();
  expect(await next.event('dead-run-kept')).toMatchObject({run, unknown: ['record `volume`']});
  expect((await next.event('task-ready', 'address')).outputs).toEqual({ip: '127.0.2.45'});
  await next.event('run-ready');
  next.signal('SIGTERM');
  expect(await next.ended()).toMatchObject({code: 143, stderr: ''});
  expect((await rig.leftBehind()).map(withoutCommand)).toEqual(left);

  await appendFile(journal, `${JSON.stringify({...volume, entry: 'removed'})}\n`);
  const last = rig.run();
  await last.event('run-ready');
  last.signal('SIGTERM');
  expect((await last.ended()).code).toBe(143);
  expect(await rig.leftBehind()).toEqual([]);
});

test('a dead run with a task of an unknown kind is kept', async () => {
  const rig = await launchRig(`tasks: {up: {serve: 'echo up; exec sleep 600', ready: {log: up}}}`);
  const launch = rig.run();
  const {run} = await launch.event('run-started');
  await launch.event('run-ready');
  launch.signal('SIGKILL');
  await launch.ended();
  const journal = join(rig.stateDir, 'runs', run, 'journal.ndjson');
  await writeFile(journal, (await readFile(journal, 'utf8')).replace('"kind":"serve"', '"kind":"cluster"'));
  const next = rig.run();
  expect(await next.event('dead-run-kept')).toMatchObject({run, unknown: ['kind `cluster`']});
  next.signal('SIGTERM');
  expect((await next.ended()).code).toBe(143);
  expect(await rig.leftBehind()).toEqual([expect.stringMatching(/^process/), `state/runs/${run}`]);
});

/** Makes a claim impossible to remove: replaces its file by a folder, which not even root can unlink. @returns that folder */
async function unremovable({stateDir}: LaunchRig, address: string): Promise<string> {
  const held = join(stateDir, 'claims/held', address);
  const [nonce = ''] = await readdir(held);
  const file = join(held, nonce);
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({task: 'address'});
  await rm(file);
  await mkdir(file);
  return file;
}

function notRemoved(address: string, file: string): string {
  return `error: could not remove address ${address}: EISDIR: illegal operation on a directory, unlink '${file}'\n  remove it with \`rm '${file}'\`; the next run of this file tries again\n`;
}

function withoutCommand(what: string): string {
  return what.replace(/:.*/, '');
}
