import {chmod} from 'node:fs/promises';
import {createServer} from 'node:http';
import {expect, test} from 'vitest';
import {openInBrowser} from '../../src/cli/commands/open/browser.ts';
import {listen} from '../support/listen.ts';
import {launchRig} from '../support/launch-rig.ts';

test('prints the URL of the only task with one, without the path of its probe', async () => {
  const port = await listen(createServer((_, response) => response.end('ok')));
  const rig = await launchRig(`
tasks:
  web: {serve: exec sleep 600, ready: {http: 'http://127.0.0.1:${port}/health', any_owner: true}}
  db: {serve: 'echo up; exec sleep 600', ready: {log: up}}
`);
  await rig.run().event('run-ready');
  const url = `http://127.0.0.1:${port}/`;
  expect(await rig.bottle(['open']).ended()).toEqual({code: 0, stdout: `${url}\n`, stderr: ''});
  const {stdout} = await rig.bottle(['open', 'web', '--format', 'json']).ended();
  expect(JSON.parse(stdout)).toMatchObject({version: 1, name: 'work', task: 'web', url, opened: false});
  const none = await rig.bottle(['open', 'db']).ended();
  expect(none.code).toBe(1);
  expect(none.stderr).toContain('task `db` has no http URL');
});

test('needs the name of a task if several have URLs', async () => {
  const port = await listen(createServer((_, response) => response.end('ok')));
  const ready = `ready: {http: 'http://127.0.0.1:${port}', any_owner: true}`;
  const rig = await launchRig(`
tasks:
  one: {serve: exec sleep 600, ${ready}}
  two: {serve: exec sleep 600, ${ready}}
`);
  await rig.run().event('run-ready');
  const {code, stderr} = await rig.bottle(['open']).ended();
  expect(code).toBe(2);
  expect(stderr).toContain('several tasks of run `work` have a URL; name one of them: one, two');
});

test.runIf(process.platform === 'linux')(
  'opens the URL with the command of the desktop if it is installed',
  async () => {
    const rig = await launchRig('tasks: {}');
    await rig.write('bin/xdg-open', `#!/bin/sh\necho "$1" > '${rig.dir}/opened'\n`);
    await chmod(`${rig.dir}/bin/xdg-open`, 0o755);
    const env = {PATH: `${rig.dir}/bin:${process.env.PATH ?? ''}`};
    expect(await openInBrowser('http://x/', {env})).toBe(false);
    expect(await openInBrowser('http://x/', {env: {PATH: '/nowhere', DISPLAY: ':0'}})).toBe(false);
    expect(await openInBrowser('http://x/', {env: {...env, WAYLAND_DISPLAY: 'w'}})).toBe(true);
    await expect.poll(async () => await rig.read('opened').catch(() => '')).toBe('http://x/\n');
  },
);
