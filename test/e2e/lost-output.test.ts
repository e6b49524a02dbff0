import {execFileSync, spawnSync} from 'node:child_process';
import {closeSync, constants, existsSync, openSync} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const BOTTLE = fileURLToPath(new URL('../../dist/cli/bottle.js', import.meta.url));

/** A call of `bottle check` whose output goes to a descriptor, which is closed afterwards. */
function checkTo(descriptor: number, cwd: string) {
  try {
    return spawnSync(process.execPath, [BOTTLE, 'check'], {
      ...{cwd, encoding: 'utf8', stdio: ['ignore', descriptor, 'pipe']},
      env: {...process.env, HOME: cwd, XDG_CACHE_HOME: ''},
    });
  } finally {
    closeSync(descriptor);
  }
}

async function launchFolder(): Promise<string> {
  const dir = await temporaryDirectory();
  await writeFile(join(dir, 'bottle.yaml'), 'tasks: {a: {run: ls}}\n');
  return dir;
}

test.runIf(existsSync('/dev/full'))('a call fails if its output cannot be written', async () => {
  const {status, stderr} = checkTo(openSync('/dev/full', 'w'), await launchFolder());
  expect({status, stderr}).toEqual({status: 1, stderr: expect.stringContaining('ENOSPC') as string});
});

test('a call without a reader ends as if by SIGPIPE', async () => {
  const dir = await launchFolder();
  const path = join(dir, 'pipe');
  execFileSync('sh', ['-c', 'mkfifo "$0"', path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const writer = openSync(path, constants.O_WRONLY);
  closeSync(reader);
  const {status, stderr} = checkTo(writer, dir);
  expect({status, stderr}).toEqual({status: 141, stderr: ''});
});
