import {mkdir, readdir, readFile, stat, utimes, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {ProcessPlace} from '../../src/processes/process-identity.ts';
import {thisProcess} from '../../src/state/owner.ts';
import {createRun, findRun, listRuns, removeRun, type OwnRun} from '../../src/state/run-directory.ts';
import {runDirectory, runsDirectory} from '../../src/state/state-directory.ts';
import {lockForRecovery} from '../../src/state/recovery-lock.ts';
import type {RunId, TaskName} from '../../src/vocabulary/ids.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const tasks = [{task: 'web' as TaskName, kind: 'serve', needs: []}];
const now = new Date('2026-11-22T14:30:15.123Z');

test('a new run has a private directory, a journal with its owner, and a heartbeat', async () => {
  const stateDir = await temporaryDirectory();
  const here = await thisProcess();
  const run = await newRun(stateDir, here);
  expect(run.id).toMatch(/^20261122-143015-[a-z0-9]{4}$/);
  expect(run.dir).toBe(join(stateDir, 'runs', run.id));
  expect(run.owner).toEqual({run: run.id, file: '/work/bottle.yaml', ...here});
  expect((await stat(run.dir)).mode & 0o777).toBe(0o700);
  expect((await readdir(run.dir)).sort()).toEqual(['journal.ndjson', 'lock']);
  const [line] = (await readFile(join(run.dir, 'journal.ndjson'), 'utf8')).split('\n');
  expect(JSON.parse(line ?? '')).toEqual({
    entry: 'run-started',
    version: 1,
    bootedAt: expect.any(Number) as number,
    bottle: '0.1.0',
    file: '/work/bottle.yaml',
    name: 'demo',
    runName: 'demo-2',
    owner: run.owner,
    tasks,
  });
  await run.close();
  expect(await readdir(run.dir)).toEqual(['journal.ndjson']);
});

test('runs that start at the same moment have different ids', async () => {
  const stateDir = await temporaryDirectory();
  const here = await thisProcess();
  const runs = await Promise.all(Array.from({length: 20}, async () => await newRun(stateDir, here)));
  expect(new Set(runs.map(run => run.id)).size).toBe(20);
  await Promise.all(runs.map(async run => await run.close()));
});

test('runs are listed with their state, oldest first', async () => {
  const stateDir = await temporaryDirectory();
  const here = await thisProcess();
  const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 14, minute));
  const dead = await newRun(stateDir, {...here, startTime: 'long ago'}, at(2));
  const alive = await newRun(stateDir, here, at(1));
  const ended = await newRun(stateDir, here, at(3));
  await ended.journal.append({entry: 'run-ended'});
  const found = await listRuns({stateDir, here});
  expect(found.map(({id, state, record}) => ({id, state, name: record?.name}))).toEqual([
    {id: alive.id, state: 'alive', name: 'demo'},
    {id: dead.id, state: 'dead', name: 'demo'},
    {id: ended.id, state: 'ended', name: 'demo'},
  ]);
  await Promise.all([dead, alive, ended].map(async run => await run.close()));
});

test.each([
  ['no journal', undefined],
  ['a torn journal', '{"entry":"run-st'],
])(
  'a run whose creator died during the creation (%s) is not listed at first, then dead, and can be removed',
  async (_, journal) => {
    const stateDir = await temporaryDirectory();
    const here = await thisProcess();
    const id = '20261122-143015-k3f9' as RunId;
    const dir = runDirectory(stateDir, id);
    await mkdir(dir, {recursive: true});
    if (journal !== undefined) await writeFile(join(dir, 'journal.ndjson'), journal);
    await utimes(dir, 1_000, 1_000);
    const stateAt = async (seconds: number) =>
      await listRuns({stateDir, here, wallClock: () => seconds * 1_000});
    // The process may be about to write its journal. There is nothing to stop or to clean up yet.
    expect(await stateAt(1_020)).toEqual([]);
    // Objects with the run's label do not belong to a dead run.
    expect(await findRun(id, {stateDir, here, wallClock: () => 1_020_000})).toMatchObject({state: 'alive'});
    expect(await stateAt(1_031)).toEqual([{id, dir, state: 'dead'}]);
    await removeRun(stateDir, id);
    expect(await stateAt(1_031)).toEqual([]);
  },
);

test('runs with a newer format or only newer entries are recognized as such and dead', async () => {
  const stateDir = await temporaryDirectory();
  const here = await thisProcess();
  const later = await newRun(stateDir, {...here, startTime: 'long ago'});
  await later.journal.append({entry: 'volume-made'} as never);
  await later.close();
  const id = '20261122-143016-k3f9' as RunId;
  const dir = runDirectory(stateDir, id);
  await mkdir(dir);
  await writeFile(join(dir, 'journal.ndjson'), '{"entry":"run-opened"}\n');
  await utimes(dir, 1_000, 1_000);
  expect(await listRuns({stateDir, here})).toEqual([
    {
      ...{id: later.id, dir: later.dir, state: 'dead'},
      unknown: {
        ...{unknown: ['entry `volume-made`'], ended: false, file: '/work/bottle.yaml', bottle: '0.1.0'},
        owner: later.owner,
      },
    },
    {id, dir, state: 'dead', unknown: {unknown: ['entry `run-opened`'], ended: false}},
  ]);
});

test('a missing directory has no runs, and neither have unrelated files', async () => {
  const stateDir = await temporaryDirectory();
  const here = await thisProcess();
  expect(await listRuns({stateDir, here})).toEqual([]);
  await mkdir(join(runsDirectory(stateDir), 'notes'), {recursive: true});
  expect(await listRuns({stateDir, here})).toEqual([]);
});

test('a removal continues an interrupted one, and can be repeated', async () => {
  const stateDir = await temporaryDirectory();
  const run = await newRun(stateDir, await thisProcess());
  await run.close();
  await mkdir(join(runsDirectory(stateDir), '.removed-20261122-143015-aaaa', 'logs'), {recursive: true});
  await removeRun(stateDir, run.id);
  await removeRun(stateDir, run.id);
  expect(await readdir(runsDirectory(stateDir))).toEqual([]);
});

test('one process at a time recovers a dead run', async () => {
  const dir = await temporaryDirectory();
  const rights = await Promise.all(Array.from({length: 20}, async () => await lockForRecovery(dir)));
  const [winner, ...others] = rights.filter(right => right !== undefined);
  expect(others).toEqual([]);
  await winner?.();
  await winner?.();
  const next = await lockForRecovery(dir);
  expect(next).toBeDefined();
  await next?.();
});

test('a removed run is not recovered', async () => {
  expect(await lockForRecovery(join(await temporaryDirectory(), 'gone'))).toBeUndefined();
});

async function newRun(stateDir: string, here: ProcessPlace, at = now): Promise<OwnRun> {
  return await createRun(stateDir, {
    file: '/work/bottle.yaml',
    name: 'demo',
    runName: 'demo-2',
    bottle: '0.1.0',
    tasks,
    here,
    stillMade: () => [],
    onHeartbeatLost: () => undefined,
    now: at,
  });
}
