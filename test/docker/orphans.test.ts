import {randomUUID} from 'node:crypto';
import {mkdir, readFile} from 'node:fs/promises';
import {expect, onTestFinished, test} from 'vitest';
import {BUSYBOX, docker, expectNothingLeft, withEngine} from '../support/docker.ts';
import {launchFolder} from './launch-here.ts';
import {stateId} from '../../src/state/state-id.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const LAUNCH = {
  tasks: {
    inside: {network: {}},
    box: {container: {image: BUSYBOX, command: ['sleep', '600'], networks: ['inside'], grace: '0s'}},
  },
};

/** The id of an old run that no other test on the same engine uses. */
function oldRun(): string {
  return `20200101-000000-${randomUUID().slice(0, 4)}`;
}

/** Creates a container and a network with the labels of a dead run. */
async function orphans(
  run: string,
  {file, state}: {readonly file: string; readonly state: string},
): Promise<void> {
  const labels = {'bottle.run': run, 'bottle.task': 'box', 'bottle.file': file, 'bottle.state': state};
  const flags = Object.entries(labels).flatMap(([name, value]) => ['--label', `${name}=${value}`]);
  onTestFinished(async () => await expectNothingLeft(`bottle.run=${run}`).catch(() => undefined));
  await docker('network', 'create', ...flags, `bottle-${run}-inside`);
  await docker(
    'create',
    ...flags,
    '--network',
    `bottle-${run}-inside`,
    '--name',
    `bottle-${run}-box`,
    BUSYBOX,
  );
}

async function namesOf(run: string): Promise<readonly string[]> {
  const filter = ['--filter', `label=bottle.run=${run}`];
  const found = await Promise.all([
    docker('ps', '-a', ...filter, '--format', '{{.Names}}'),
    docker('network', 'ls', ...filter, '--format', '{{.Name}}'),
  ]);
  return found.filter(name => name !== '');
}

withEngine('objects of dead runs that are not in a journal', () => {
  test('are removed before the first container of the same file is created', async () => {
    const folder = await launchFolder();
    await mkdir(`${folder.dir}/state`);
    const state = await stateId(`${folder.dir}/state`);
    const run = oldRun();
    await orphans(run, {file: folder.file, state});
    const launch = await folder.launch(LAUNCH);
    expect(await launch.event('dead-run-removed')).toMatchObject({run, removed: 2, leftovers: []});
    await launch.event('run-ready');
    expect(await namesOf(run)).toEqual([]);
    const types = launch.events.map(({type}) => type);
    expect(types.indexOf('dead-run-removed')).toBeLessThan(types.indexOf('task-started'));
    launch.stop();
    await launch.ended;
  });

  test('are removed again at the end of the run, in case the engine created them late', async () => {
    const folder = await launchFolder();
    const launch = await folder.launch(LAUNCH);
    await launch.event('run-ready');
    const state = await readFile(`${folder.dir}/state/id`, 'utf8');
    const run = oldRun();
    await orphans(run, {file: folder.file, state});
    launch.stop();
    await launch.ended;
    expect(await namesOf(run)).toEqual([]);
  });

  test('are kept if they belong to a live run, another file or another state directory', async () => {
    const folder = await launchFolder();
    const first = await folder.launch(LAUNCH);
    const {run: live} = await first.event('run-started');
    await first.event('run-ready');
    const state = await readFile(`${folder.dir}/state/id`, 'utf8');
    const [otherFile, otherState] = [oldRun(), oldRun()];
    await orphans(otherFile, {file: `${folder.file}.other`, state});
    await orphans(otherState, {file: folder.file, state: 'another'});
    const second = await folder.launch(LAUNCH);
    await second.event('run-ready');
    second.stop();
    await second.ended;
    for (const run of [live, otherFile, otherState])
      expect(await namesOf(run)).toEqual([`bottle-${run}-box`, `bottle-${run}-inside`]);
    await expectNothingLeft(`bottle.run=${otherState}`).catch(() => undefined);
    first.stop();
    await first.ended;
  });
});

test('the id of a state directory is created once, by the first process', async () => {
  const dir = `${await temporaryDirectory()}/state`;
  const ids = await Promise.all(Array.from({length: 20}, async () => await stateId(dir)));
  expect(new Set(ids).size).toBe(1);
  expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(await stateId(dir)).toBe(ids[0]);
});
