import {rm} from 'node:fs/promises';
import {expect, test} from 'vitest';
import {connectControl} from '../../src/control/client.ts';
import type {RunMethods} from '../../src/runner/run-methods.ts';
import {BUSYBOX, expectNothingLeft, withEngine} from '../support/docker.ts';
import {launchRig} from '../support/launch-rig.ts';
import {ownPackage} from '../support/own-package.ts';
import {onTerminal} from '../support/terminal.ts';

const BOX = `
name: box
tasks:
  net: {network: {internal: true}}
  box:
    container: {image: "${BUSYBOX}", command: [sleep, "3600"], init: true, networks: [net], env: {IN: box}}
    ready: {exec: [test, -d, /tmp]}
  made: {exec: {in: box, command: [touch, /made]}}
`;

withEngine('detached containers', () => {
  test('run commands of `exec` and `shell`', async () => {
    const rig = await launchRig(BOX);
    const call = rig.bottle(['up', '-d', '--format', 'json']);
    expect(await call.ended()).toMatchObject({code: 0});
    const {run} = await call.event('run-started');
    const inside = await rig
      .bottle(['exec', 'box', '--', 'sh', '-c', 'echo $IN; id -u; ls /made; exit 4'])
      .ended();
    expect(inside).toEqual({code: 4, stdout: 'box\n0\n/made\n', stderr: ''});
    expect((await rig.bottle(['exec', '-u', 'guest', '-w', '/tmp', 'made', 'pwd']).ended()).stdout).toBe(
      '/tmp\n',
    );
    const missing = await rig.bottle(['exec', 'box', 'no-such-program']).ended();
    expect(missing).toMatchObject({code: 126, stderr: expect.stringContaining('no-such-program') as string});
    const shell = onTerminal(rig, ['shell', 'box']);
    shell.type('echo "in $IN"; test -t 0 && exit 6\n');
    await shell.printed('in box');
    expect((await shell.ended()).code).toBe(6);
    const last = rig.bottle(['exec', 'box', 'sh', '-c', 'echo runs; sleep 3600']);
    await last.printed('runs');
    expect((await rig.bottle(['down']).ended()).code).toBe(0);
    expect((await last.ended()).code).not.toBe(0);
    await expectNothingLeft(`bottle.run=${run}`);
  });

  test('restart and can be removed after the installed package was deleted', async () => {
    const rig = await launchRig(BOX);
    const folder = await ownPackage(rig);
    const call = rig.bottle(['up', '-d', '--format', 'json']);
    expect(await call.ended()).toMatchObject({code: 0});
    const {run} = await call.event('run-started');
    await rm(folder, {recursive: true});
    const client = await connectControl<RunMethods>(`${rig.stateDir}/runs/${run}`, {bottle: '0.1.0'});
    const {tasks} = await client.request('restart', {tasks: ['net']});
    expect(tasks.map(({task, status}) => `${task} ${status}`)).toEqual([
      'net ready',
      'box ready',
      'made done',
    ]);
    expect(await client.request('execTarget', {task: 'box'})).toMatchObject({
      where: 'inside',
      kind: 'container',
    });
    expect(await client.request('down', {})).toEqual({leftovers: []});
    client.close();
    await expectNothingLeft(`bottle.run=${run}`);
    await expect.poll(rig.leftBehind).toEqual([]);
  });
});
