import {mkdir, readdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {pruneEndedRuns, retentionLimits} from '../../src/history/retention.ts';
import {thisProcess, type Observer} from '../../src/state/owner.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';
import {startOf} from './history-rig.ts';

const MIB = 1024 * 1024;

/** A state directory with runs, oldest first. */
async function stateWith(runs: readonly {file: string; kib?: number; state?: 'dead' | 'left'}[]) {
  const stateDir = await temporaryDirectory();
  const ids = runs.map((_, at) => `20261128-1805${String(at).padStart(2, '0')}-abcd`);
  for (const [at, {file, kib = 1, state}] of runs.entries()) {
    const dir = join(stateDir, 'runs', ids[at] ?? '');
    await mkdir(join(dir, 'logs'), {recursive: true});
    const end = `{"type":"run-ended","leftovers":${state === 'left' ? 1 : 0}}\n`;
    const events = `${JSON.stringify({...startOf('web'), file})}\n${state === 'dead' ? '' : end}`;
    await writeFile(join(dir, 'events.ndjson'), events);
    await writeFile(join(dir, 'logs/web'), Buffer.alloc(kib * 1024));
    if (state) await writeFile(join(dir, 'journal.ndjson'), journalOf(file));
  }
  const observer: Observer = {
    stateDir,
    here: await thisProcess(),
    isAlive: async () => await Promise.resolve(false),
  };
  const left = async () =>
    (await readdir(join(stateDir, 'runs'))).map(id => ids.indexOf(id)).sort((a, b) => a - b);
  return {observer, left};
}

function journalOf(file: string): string {
  const owner = {run: 'r', file, pid: 1, startTime: '1', bootId: 'b', pidNamespace: 'n'};
  return `${JSON.stringify({entry: 'run-started', version: 1, file, name: 'n', owner, tasks: []})}\n`;
}

const [a, b] = [{file: '/a.yaml'}, {file: '/b.yaml'}];

test('keeps the last runs of each file', async () => {
  const {observer, left} = await stateWith([a, b, a, a, b]);
  await pruneEndedRuns(observer, {runs: 2, bytes: MIB});
  expect(await left()).toEqual([1, 2, 3, 4]);
});

test('keeps the last runs up to a total size, and the last one of any size', async () => {
  const {observer, left} = await stateWith([a, b, {...a, kib: 500}, {...b, kib: 600}, {...a, kib: 600}]);
  await pruneEndedRuns(observer, {runs: 20, bytes: MIB});
  expect(await left()).toEqual([4]);
  await pruneEndedRuns(observer, {runs: 20, bytes: 1});
  expect(await left()).toEqual([4]);
  await pruneEndedRuns(observer, {runs: 0, bytes: MIB});
  expect(await left()).toEqual([]);
});

test('keeps dead runs that are not recovered, and runs with leftovers', async () => {
  const {observer, left} = await stateWith([{...a, state: 'dead'}, {...a, state: 'left'}, a]);
  await pruneEndedRuns(observer, {runs: 0, bytes: 0});
  expect(await left()).toEqual([0, 1]);
});

test.each([
  [{}, 20, 200],
  [{BOTTLE_KEEP_RUNS: '0', BOTTLE_KEEP_MIB: '7'}, 0, 7],
  [{BOTTLE_KEEP_RUNS: '-1', BOTTLE_KEEP_MIB: 'much'}, 20, 200],
])('reads the limits from %j', (env, runs, mib) => {
  expect(retentionLimits(env)).toEqual({runs, bytes: mib * MIB});
});
