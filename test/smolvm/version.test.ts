import {chmod, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {askVersion, isAtLeast, type SmolvmVersion} from '../../src/smolvm/version.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const OURS =
  'case "$1" in --version) echo smolvm 1.9.3 ;; machine) echo Manage machines ;; *) exit 2 ;; esac';
const FOREIGN =
  'case "$1" in --version) echo "smolvm 0.2.1" ;; *) echo "no such command" >&2; exit 2 ;; esac';

test.each([
  ['a release', OURS, {version: '1.9.3'}],
  ['a release candidate', OURS.replace('1.9.3', '2.0.0-rc.1'), {version: '2.0.0-rc.1'}],
  ['a program without machines', FOREIGN, {problem: {reason: 'foreign', printed: 'smolvm 0.2.1'}}],
  ['a program with another output', 'echo SmolVM', {problem: {reason: 'foreign', printed: 'SmolVM'}}],
  ['a program without output', 'exit 1', {problem: {reason: 'foreign', printed: ''}}],
  [
    'a version with a failure',
    'echo smolvm 1.9.3; exit 1',
    {problem: {reason: 'foreign', printed: 'smolvm 1.9.3'}},
  ],
])('recognizes %s', async (_, script, expected) => {
  expect(await askVersion({env: {PATH: await folderWith(script)}})).toEqual(expected);
});

test('reports a missing command', async () => {
  const PATH = await temporaryDirectory();
  expect(await askVersion({env: {PATH}})).toEqual({problem: {reason: 'not-found'}});
});

test('reports a command that cannot be run', async () => {
  const PATH = await folderWith(OURS, 0o600);
  expect(await askVersion({env: {PATH}})).toEqual({problem: {reason: 'cannot-run', why: 'EACCES'}});
});

test('kills a command that never responds', async () => {
  const PATH = `${await folderWith('exec tail -f /dev/null')}:${process.env.PATH ?? ''}`;
  const stop = new AbortController();
  const asked = askVersion({env: {PATH}, signal: stop.signal});
  stop.abort('enough');
  await expect(asked).rejects.toBe('enough');
});

test.each([
  ['1.8.0', true],
  ['1.8.1', true],
  ['1.10.0', true],
  ['2.0.0', true],
  ['1.7.9', false],
  ['1.8.0-rc.1', false],
  ['0.9.0', false],
])('compares %s with 1.8.0: %s', (version, expected) => {
  expect(isAtLeast(version as SmolvmVersion, '1.8.0')).toBe(expected);
});

/** A folder with a program `smolvm`. */
async function folderWith(script: string, mode = 0o755): Promise<string> {
  const folder = await temporaryDirectory();
  await writeFile(join(folder, 'smolvm'), `#!/bin/sh\n${script}\n`);
  await chmod(join(folder, 'smolvm'), mode);
  return folder;
}
