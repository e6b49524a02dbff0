import {closeSync, constants, openSync, readSync, writeSync} from 'node:fs';
import {mkdtemp, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, expect, test, vi} from 'vitest';
import {createPipePool} from '../../src/processes/pipe-pool.ts';

const folders: string[] = [];

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const folder of folders.splice(0)) await rm(folder, {recursive: true, force: true});
});

test('pipes requested concurrently are all different, and leave no files', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bottle-pipes-'));
  folders.push(folder);
  vi.stubEnv('TMPDIR', folder);

  const stock = createPipePool();
  const pipes = (await Promise.all(Array.from({length: 40}, async () => await stock.take(2)))).flat();
  pipes.forEach(({writer}, index) => writeSync(writer, `pipe ${index}`));
  const read = pipes.map(({reader}) => {
    const buffer = Buffer.alloc(100);
    return buffer.toString('utf8', 0, readSync(reader, buffer));
  });
  for (const {reader, writer} of pipes) [reader, writer].forEach(end => closeSync(end));

  await stock.close();

  expect(read).toEqual(Array.from({length: 80}, (_, index) => `pipe ${index}`));
  expect(await readdir(folder)).toEqual([]);
});

test('if they cannot be created, the caller gets an error, and the next one gets pipes', async () => {
  vi.stubEnv('TMPDIR', join(tmpdir(), 'bottle-no-such-folder'));
  const stock = createPipePool();
  await expect(stock.take(1_000)).rejects.toThrow('bottle-no-such-folder');
  vi.unstubAllEnvs();

  const pipes = await stock.take(1);
  await stock.close();
  expect(pipes).toHaveLength(1);
  for (const {reader, writer} of pipes) [reader, writer].forEach(end => closeSync(end));
});

test('an endless pipe has nothing to read, and does not end', async () => {
  const stock = createPipePool();
  const endless = await stock.takeEndless();
  await stock.close();
  const reader = openSync(`/dev/fd/${endless}`, constants.O_RDONLY | constants.O_NONBLOCK);
  expect(() => readSync(reader, Buffer.alloc(1))).toThrow('EAGAIN');
  for (const end of [reader, endless]) closeSync(end);
});
