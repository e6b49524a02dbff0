import {mkdir, readdir, readFile, rm, rmdir} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';

test('what cannot be removed is named with the command that does, and the next run tries again', async () => {
  const rig = await launchRig(`
    tasks:
      address: {alias: {pool: 127.0.2.43-127.0.2.43}}
      up: {needs: [address], serve: 'echo up; exec tail -f /dev/null', ready: {log: up}}
  `);
  const launch = rig.run();
  await launch.event('run-ready');
  // A folder where the claim's file was cannot be removed as a file, not even by root.
  const held = join(rig.stateDir, 'claims/held/127.0.2.43');
  const [nonce = ''] = await readdir(held);
  const file = join(held, nonce);
  const claim = await readFile(file, 'utf8');
  await rm(file);
  await mkdir(file);
  launch.signal('SIGTERM');
  const {code, stderr} = await launch.ended();
  expect(code).toBe(3);
  expect(stderr).toBe(
    `error: could not remove address 127.0.2.43\n  remove it with \`rm '${file}'\`; the next run of this file tries again\n`,
  );
  expect(JSON.parse(claim)).toMatchObject({task: 'address'});
  await launch.event('task-stopped', 'up');

  await rmdir(file);
  const next = rig.run();
  await next.event('dead-run-removed');
  await next.event('run-ready');
  next.signal('SIGTERM');
  expect((await next.ended()).code).toBe(143);
  expect(await rig.leftBehind()).toEqual([]);
});
