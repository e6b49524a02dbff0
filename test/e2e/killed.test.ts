import {cp, readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';
import {randomNumbers} from '../support/random-graph.ts';
import {expectRecovery, killAfterRandomEvents, killed, LAUNCH} from './killed-launch.ts';

const MOMENTS = [
  {name: 'the run has begun', at: ['run-started']},
  {name: 'a process is being started', at: ['task-started', 'family']},
  {name: 'a command runs', at: ['task-started', 'checks']},
  {name: 'a probe is running', at: ['probe-started', 'family']},
  {name: 'a service has just become ready', at: ['task-ready', 'deaf']},
  {name: 'everything is up', at: ['run-ready']},
] as const;

test.each(MOMENTS)(
  'kill -9 when $name: the next run removes the leftovers and becomes ready',
  async ({at: [type, task]}) => {
    const rig = await launchRig(LAUNCH);
    const launch = rig.run();
    await launch.event(type, task);
    await killed(launch);
    await expectRecovery(rig);
  },
);

test.each(['teardown-started', 'task-stopping', 'task-stopped'] as const)(
  'kill -9 during the teardown, at the first %s: the next run removes the leftovers',
  async type => {
    const rig = await launchRig(LAUNCH);
    const launch = rig.run();
    await launch.event('run-ready');
    launch.signal('SIGTERM');
    await launch.event(type);
    await killed(launch);
    await expectRecovery(rig);
  },
);

test('kill -9 of a run that recovers a dead one: the third run finds both', async () => {
  const rig = await launchRig(LAUNCH.replace('20ms', '2s'));
  const first = rig.run();
  await first.event('run-ready');
  await killed(first);
  const second = rig.run();
  await second.event('dead-run-found');
  await killed(second);
  const third = rig.run();
  await third.event('run-ready');
  const found = third.events.flatMap(event => (event.type === 'dead-run-found' ? [event.run] : []));
  const dead = await Promise.all([first, second].map(async ({event}) => (await event('run-started')).run));
  expect(found.toSorted()).toEqual(dead.toSorted());
  third.signal('SIGINT');
  expect((await third.ended()).code).toBe(130);
  expect(await rig.leftBehind()).toEqual([]);
});

/** Enough to catch regressions; `npm run test:storm` kills more launches. */
const FEW = 3;

test.each([1, 2, 3])(`kill -9 after a random number of events, ${FEW} times (seed %i)`, async seed => {
  await killAfterRandomEvents(FEW, randomNumbers(seed));
});

test('kill -9 after an artifact was built, before its claim was released: the next run releases it', async () => {
  const rig = await launchRig(LAUNCH);
  const launch = rig.run();
  await launch.event('run-ready');
  await killed(launch);
  const held = join(rig.stateDir, 'claims/held');
  const [address = ''] = await readdir(held);
  // Creates a claim of the same owner, because the moment is too short to hit.
  await cp(join(held, address), join(held, 'artifact-0'), {recursive: true});
  await expectRecovery(rig);
});

test('a dead run of another file is only reported, and its address is recovered when needed', async () => {
  const rig = await launchRig(LAUNCH);
  await rig.write(
    'other.yaml',
    `tasks: {mine: {alias: {pool: 127.0.2.41-127.0.2.41}}, up: {needs: [mine], run: 'true'}}`,
  );
  const launch = rig.run();
  await launch.event('run-ready');
  await killed(launch);
  const other = rig.run(['other.yaml']);
  expect(await other.ended()).toMatchObject({code: 0, stderr: ''});
  expect(await other.event('dead-run-found')).toMatchObject({sameFile: false});
  await other.event('task-ready', 'mine');
  expect(await rig.leftBehind()).toEqual([]);
});
