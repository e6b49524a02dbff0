import {stat} from 'node:fs/promises';
import {userInfo} from 'node:os';
import {join, resolve} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {makePrivateDirectory} from '../../src/processes/make-directory.ts';
import {stateDirectory} from '../../src/state/state-directory.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

test.each([
  ['/var/bottle', '/var/bottle'],
  ['state', resolve('state')],
])('$BOTTLE_STATE_DIR is %s', (override, expected) => {
  expect(stateDirectory({BOTTLE_STATE_DIR: override})).toBe(expected);
});

test.each(['', undefined])('without $BOTTLE_STATE_DIR (%j), macOS has a default', override => {
  const platform = process.platform;
  onTestFinished(() => void Object.defineProperty(process, 'platform', {value: platform}));
  Object.defineProperty(process, 'platform', {value: 'darwin'});
  expect(stateDirectory({BOTTLE_STATE_DIR: override, HOME: '/home/me'})).toBe(
    join('/home/me', 'Library/Application Support/bottle'),
  );
});

test.runIf(process.platform === 'linux').each([
  [{XDG_STATE_HOME: '/xdg', HOME: '/home/me'}, '/xdg/bottle'],
  [{XDG_STATE_HOME: '', HOME: '/home/me'}, '/home/me/.local/state/bottle'],
  [{HOME: ''}, join(userInfo().homedir, '.local/state/bottle')],
])('without $BOTTLE_STATE_DIR, Linux has a default with %j', (env, expected) => {
  expect(stateDirectory(env)).toBe(expected);
});

test('directories are accessible only to this user', async () => {
  const dir = join(await temporaryDirectory(), 'a', 'b');
  await makePrivateDirectory(dir);
  await makePrivateDirectory(dir);
  const modes = await Promise.all([dir, join(dir, '..')].map(async path => (await stat(path)).mode & 0o777));
  expect(modes).toEqual([0o700, 0o700]);
});
