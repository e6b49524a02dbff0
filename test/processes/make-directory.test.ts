import {spawnSync} from 'node:child_process';
import {statSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';
import {makeDirectorySync} from '../../src/processes/make-directory.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

test('creates missing parent directories with the same mode', async () => {
  const dir = await temporaryDirectory();
  const path = join(dir, 'a', 'b');
  makeDirectorySync(path, 0o700);
  makeDirectorySync(path, 0o700);
  expect([path, join(dir, 'a')].map(made => statSync(made).mode & 0o777)).toEqual([0o700, 0o700]);
});

test.runIf(process.platform === 'linux')('throws for a directory that rejects entries with ENOENT', () => {
  expect(() => makeDirectorySync('/proc/x/y/z')).toThrow(
    expect.objectContaining({code: 'ENOENT', path: '/proc/x'}) as Error,
  );
});

test('is the only code in src that creates directories recursively', () => {
  const src = fileURLToPath(new URL('../../src', import.meta.url));
  const {stdout} = spawnSync('grep', ['-rnE', String.raw`mkdir(Sync)?\(.*recursive`, src], {
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
});
