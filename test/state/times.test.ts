import {chmod, mkdir, readdir, readFile, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {readTimes, rememberTimes} from '../../src/state/times.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

test('the last time of each task is kept by launch file', async () => {
  const dir = await temporaryDirectory();
  await rememberTimes(dir, '/a/bottle.yaml', {db: 100, web: 20});
  await rememberTimes(dir, '/a/bottle.yaml', {web: 30});
  await rememberTimes(dir, '/b/bottle.yaml', {db: 7});
  expect(await readTimes(dir, '/a/bottle.yaml')).toEqual({db: 100, web: 30});
  expect(await readTimes(dir, '/b/bottle.yaml')).toEqual({db: 7});
});

test('times contain only names and milliseconds, and are accessible only to this user', async () => {
  const dir = await temporaryDirectory();
  await rememberTimes(dir, '/secret/place/bottle.yaml', {db: 100});
  const [name = '', ...others] = await readdir(join(dir, 'times'));
  const path = join(dir, 'times', name);
  expect(others).toEqual([]);
  expect(name).toMatch(/^[0-9a-f]{16}\.json$/);
  expect(await readFile(path, 'utf8')).toBe('{"version":1,"tasks":{"db":100}}');
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect((await stat(join(dir, 'times'))).mode & 0o777).toBe(0o700);
});

test('reading times, or keeping none, creates nothing', async () => {
  const dir = join(await temporaryDirectory(), 'state');
  expect(await readTimes(dir, '/a')).toEqual({});
  await rememberTimes(dir, '/a', {});
  await expect(readdir(dir)).rejects.toThrow('ENOENT');
});

test.each(['', '{"version":1,"tas', 'null', '{"version":2,"tasks":{"a":1}}'])(
  'a file with %j counts as empty and is replaced',
  async text => {
    const dir = await temporaryDirectory();
    await rememberTimes(dir, '/a', {a: 1});
    const [name = ''] = await readdir(join(dir, 'times'));
    await writeFile(join(dir, 'times', name), text);
    expect(await readTimes(dir, '/a')).toEqual({});
    await rememberTimes(dir, '/a', {b: 2});
    expect(await readTimes(dir, '/a')).toEqual({b: 2});
  },
);

test('a state directory that is a file has no times', async () => {
  const dir = await temporaryDirectory();
  await writeFile(join(dir, 'file'), '');
  expect(await readTimes(join(dir, 'file'), '/a')).toEqual({});
});

// Root can write anywhere.
test.skipIf(process.getuid?.() === 0)('a read-only folder is ignored', async () => {
  const dir = await temporaryDirectory();
  await mkdir(join(dir, 'times'), {mode: 0o500});
  await rememberTimes(dir, '/a', {a: 1});
  await chmod(join(dir, 'times'), 0o700);
  expect(await readTimes(dir, '/a')).toEqual({});
});
