import {expect, test} from 'vitest';
import {killAfterRandomEvents} from '../e2e/killed-launch.ts';
import {machineRig} from '../machine/machine-rig.ts';
import {expectNothingLeft, withEngine} from '../support/docker.ts';
import {withoutFullGuests} from '../support/guests.ts';
import {DOCKER_LAUNCH, killStorm, launchAfterStorm} from '../support/kill-storm.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import {stormNumbers} from './seed.ts';

/** The number of killed launches in each of the three storms. */
const KILLS = Number(process.env.BOTTLE_STORM_KILLS ?? 100);

/** The number of launch files that are attacked in parallel. */
const LANES = 2;

const HOST = `
  tasks:
    address: {alias: {pool: POOL}}
    build: {run: 'echo built > built', sources: [bottle.yaml], generates: [built]}
    deaf:
      needs: [address, build]
      serve: 'trap "" TERM; echo up; while :; do sleep 0.2; done'
      grace: 20ms
      ready: {log: up}
    family:
      needs: [address]
      serve: 'setsid sleep 601 & sh -c "sleep 602 & sleep 603" & echo up; wait'
      ready: [{log: up}, {command: 'test -e probed || { touch probed; exit 1; }', successes: 2}]
    leaver: {needs: [family], run: 'setsid sleep 604 > /dev/null 2>&1 &'}
    last: {needs: [leaver, deaf], serve: 'echo up; exec sleep 605', ready: {log: up}}
`;

const MACHINE = `
  tasks:
    vm: {machine: {image: ./agent.smolmachine, command: [sleep, infinity]}, ready: {echo: {}}}
    long: {exec: {in: vm, command: 'echo begun; sleep 3600'}}
`;

/** The number of kills of one lane. All lanes together have KILLS. */
function killsOf(lane: number): number {
  return Math.floor((KILLS + LANES - 1 - lane) / LANES);
}

async function inLanes(storm: (lane: number) => Promise<void>): Promise<void> {
  await Promise.all(Array.from({length: LANES}, async (_, lane) => await storm(lane)));
}

/** A run killed before it recorded its owner has created nothing. Its folder is deleted once its heartbeat is old. */
async function expectClean(rig: LaunchRig): Promise<void> {
  expect((await rig.leftBehind()).filter(what => !what.startsWith('state/runs/'))).toEqual([]);
}

test(`${KILLS} kills of launches with host tasks: the next launch removes all leftovers`, async () => {
  await inLanes(async lane => {
    const rig = await launchRig(HOST.replace('POOL', `127.0.3.${lane + 1}-127.0.3.${lane + 1}`));
    await killStorm({start: () => rig.run(), kills: killsOf(lane), random: stormNumbers(lane), spanMs: 400});
    await launchAfterStorm(() => rig.run());
    await expectClean(rig);
  });
});

test('30 kills of launches after a random number of events each: the next launch removes all leftovers', async () => {
  await killAfterRandomEvents(30, stormNumbers(50));
});

withEngine('Docker', () => {
  test(`${KILLS} kills of launches with containers and networks: the next launch removes all leftovers`, async () => {
    await inLanes(async lane => {
      const rig = await launchRig(DOCKER_LAUNCH);
      const random = stormNumbers(10 + lane);
      await killStorm({start: () => rig.run(), kills: killsOf(lane), random, spanMs: 1_500});
      await launchAfterStorm(() => rig.run());
      await expectNothingLeft(`bottle.file=${rig.dir}/bottle.yaml`);
      await expectClean(rig);
    });
  });
});

test.skipIf(withoutFullGuests)(
  `${KILLS} kills of launches with machines: the next launch removes all leftovers`,
  async () => {
    await inLanes(async lane => {
      const rig = await machineRig(MACHINE);
      const random = stormNumbers(20 + lane);
      await killStorm({start: () => rig.launch(), kills: killsOf(lane), random, spanMs: 1_000});
      const last = rig.launch();
      await last.event('task-output', 'long');
      last.signal('SIGTERM');
      expect((await last.ended()).code).toBe(143);
      await rig.expectNothingLeft();
    });
  },
);
