import {stat} from 'node:fs/promises';
import {homedir} from 'node:os';
import {join, resolve} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';
import {makePrivateDirectory, stateDirectory} from '../../src/state/state-directory.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

test.each([
  ['/var/bottle', '/var/bottle'],
  ['state', resolve('state')],
])('$BOTTLE_STATE_DIR is %s', (override, expected) => {
  expect(stateDirectory(override)).toBe(expected);
});

test.each(['', undefined])('$BOTTLE_STATE_DIR is not set (%j), on macOS', override => {
  const platform = process.platform;
  onTestFinished(() => void Object.defineProperty(process, 'platform', {value: platform}));
  Object.defineProperty(process, 'platform', {value: 'darwin'});
  expect(stateDirectory(override)).toBe(join(homedir(), 'Library/Application Support/bottle'));
});

test.runIf(process.platform === 'linux')('$BOTTLE_STATE_DIR is not set, on Linux', () => {
  const base = process.env.XDG_STATE_HOME ?? join(homedir(), '.local/state');
  expect(stateDirectory(undefined)).toBe(join(base, 'bottle'));
});

test('directories are open to nobody else', async () => {
  const dir = join(await temporaryDirectory(), 'a', 'b');
  await makePrivateDirectory(dir);
  await makePrivateDirectory(dir);
  const modes = await Promise.all([dir, join(dir, '..')].map(async path => (await stat(path)).mode & 0o777));
  expect(modes).toEqual([0o700, 0o700]);
});
