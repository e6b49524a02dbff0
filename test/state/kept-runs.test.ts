import {appendFile, readFile, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {readKeptRuns, rememberKeptRuns, type KeptRun} from '../../src/state/kept-runs.ts';
import {newRunId, type RunId} from '../../src/vocabulary/ids.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

test('facts of ended runs are kept, readable only by this user', async () => {
  const stateDir = await temporaryDirectory();
  expect(readKeptRuns(stateDir)).toEqual(new Map());
  await keep(stateDir, runs(1, 2));
  await keep(stateDir, runs(1, 3));
  expect(readKeptRuns(stateDir)).toEqual(runs(1, 3));
  expect(await linesOf(stateDir)).toBe(3);
  expect((await stat(join(stateDir, 'kept.ndjson'))).mode & 0o777).toBe(0o600);
});

test('a torn line, or a line of another version, is ignored', async () => {
  const stateDir = await temporaryDirectory();
  const path = join(stateDir, 'kept.ndjson');
  await writeFile(
    path,
    '{"run":"20260101-000000-0001","file":7,"runName":"a","bytes":1}\n[]\n{"run":"20260101-000000-0002","fi\n',
  );
  await keep(stateDir, runs(1, 1));
  await appendFile(path, '{"run":"r3"');
  expect(readKeptRuns(stateDir)).toEqual(runs(1, 1));
});

test('lines of deleted runs are removed when they become the majority', async () => {
  const stateDir = await temporaryDirectory();
  for (let last = 1; last <= 300; last++) {
    await keep(stateDir, runs(Math.max(1, last - 9), last));
    expect(await linesOf(stateDir)).toBeLessThanOrEqual(61);
  }
  expect(readKeptRuns(stateDir).get(idOf(300))).toEqual(fact(300));
});

async function keep(stateDir: string, kept: ReadonlyMap<RunId, KeptRun>): Promise<void> {
  await rememberKeptRuns(stateDir, kept, readKeptRuns(stateDir));
}

function runs(first: number, last: number): ReadonlyMap<RunId, KeptRun> {
  const numbers = Array.from({length: last - first + 1}, (_, at) => first + at);
  return new Map(numbers.map(number => [idOf(number), fact(number)]));
}

function idOf(number: number): RunId {
  return newRunId(new Date(0), String(number).padStart(4, '0'));
}

function fact(number: number): KeptRun {
  return {file: `/${number}.yaml`, runName: `run-${number}`, bytes: number};
}

async function linesOf(stateDir: string): Promise<number> {
  return (await readFile(join(stateDir, 'kept.ndjson'), 'utf8')).trim().split('\n').length;
}
