import {closeSync, constants, openSync, readSync, writeSync} from 'node:fs';
import {mkdtemp, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, expect, test, vi} from 'vitest';
import {makeAnonymousPipes, PIPES_TOGETHER} from '../../src/processes/anonymous-pipes.ts';
import {makeNamedPipes} from '../../src/processes/named-pipes.ts';
import {ENDLESS, PAIRS, type PipeEnds} from '../../src/processes/open-pipes.ts';
import {createPipePool} from '../../src/processes/pipe-pool.ts';

const folders: string[] = [];

afterEach(async () => {
  vi.unstubAllEnvs();
  for (const folder of folders.splice(0)) await rm(folder, {recursive: true, force: true});
});

/** Reads the text written to each pipe. */
function passed(pipes: readonly PipeEnds[]): readonly string[] {
  pipes.forEach(({writer}, index) => writeSync(writer, `pipe ${index}`));
  const read = pipes.map(({reader}) => {
    const buffer = Buffer.alloc(100);
    return buffer.toString('utf8', 0, readSync(reader, buffer));
  });
  pipes.forEach(PAIRS.close);
  return read;
}

function expectedOf(count: number): readonly string[] {
  return Array.from({length: count}, (_, index) => `pipe ${index}`);
}

async function emptyTemporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bottle-pipes-'));
  folders.push(folder);
  vi.stubEnv('TMPDIR', folder);
  return folder;
}

test('concurrently requested pipes are distinct and leave no files', async () => {
  const folder = await emptyTemporaryFolder();
  const stock = createPipePool();
  const pipes = (await Promise.all(Array.from({length: 40}, async () => await stock.take(2)))).flat();
  const read = passed(pipes);
  await stock.close();

  expect(read).toEqual(expectedOf(80));
  expect(await readdir(folder)).toEqual([]);
});

test('named pipes are distinct and lose their names once they are open', async () => {
  const folder = await emptyTemporaryFolder();
  const pipes = await makeNamedPipes(20, PAIRS);
  expect(await readdir(folder)).toEqual([]);
  expect(passed(pipes)).toEqual(expectedOf(20));
});

test('the caller gets an error if named pipes cannot be created', async () => {
  vi.stubEnv('TMPDIR', join(tmpdir(), 'bottle-no-such-folder'));
  await expect(makeNamedPipes(1_000, PAIRS)).rejects.toThrow('bottle-no-such-folder');
});

test.runIf(process.platform === 'linux')('Linux needs no folder for pipes', async () => {
  vi.stubEnv('TMPDIR', join(tmpdir(), 'bottle-no-such-folder'));
  const pipes = await makeAnonymousPipes(2 * PIPES_TOGETHER + 1, PAIRS);
  expect(passed(pipes ?? [])).toEqual(expectedOf(2 * PIPES_TOGETHER + 1));
});

test.each([
  ['of the pool', async () => await endlessOf()],
  ['with a name', async () => (await makeNamedPipes(1, ENDLESS))[0] as number],
])('an endless pipe %s has no data and no end', async (_, take) => {
  const endless = await take();
  const reader = openSync(`/dev/fd/${endless}`, constants.O_RDONLY | constants.O_NONBLOCK);
  expect(() => readSync(reader, Buffer.alloc(1))).toThrow('EAGAIN');
  for (const end of [reader, endless]) closeSync(end);
});

async function endlessOf(): Promise<number> {
  const stock = createPipePool();
  const endless = await stock.takeEndless();
  await stock.close();
  return endless;
}
