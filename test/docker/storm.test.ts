import {setTimeout as sleep} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {BUSYBOX, expectNothingLeft, withEngine} from '../support/docker.ts';
import {launchRig} from '../support/launch-rig.ts';
import {randomNumbers} from '../support/random-graph.ts';

/** How many launches are killed; more than the default find rarer moments. */
const KILLS = Number(process.env.BOTTLE_STORM_KILLS ?? 100);

/** How many launch files are at it side by side. */
const LANES = 4;

/** About how long a launch takes from its first task to being ready, in milliseconds: kills fall before, in and after that. */
const SPAN_MS = 1500;

const LAUNCH = `
  tasks:
    inside: {network: {internal: true}}
    web:
      container: {image: '${BUSYBOX}', command: [httpd, -f, -p, '8080'], networks: [inside], ports: [':8080'], grace: 0s}
      ready: {port: 8080}
    box:
      container: {image: '${BUSYBOX}', command: [sleep, '600'], grace: 0s}
    check: {needs: [web, box], run: 'true'}
`;

withEngine('kill -9', () => {
  test(
    `at ${KILLS} moments of launches with containers and networks: one more run, and nothing of them is left`,
    async () => {
      await Promise.all(Array.from({length: LANES}, async (_, lane) => await storm(lane)));
    },
    120_000 + KILLS * 2_000,
  );
});

async function storm(lane: number): Promise<void> {
  const random = randomNumbers(lane + 1);
  const rig = await launchRig(LAUNCH);
  for (let round = lane; round < KILLS; round += LANES) {
    const launch = rig.run();
    // Else most of them would fall into the removal of what the one before has left.
    if (random() < 0.8) await launch.event('task-started');
    // The moment itself is what is tried; nothing is waited for with it.
    await sleep(random() * SPAN_MS);
    launch.signal('SIGKILL');
    await launch.ended();
  }
  const last = rig.run();
  await last.event('run-ready');
  last.signal('SIGTERM');
  expect(await last.ended()).toMatchObject({code: 143, stderr: ''});
  await expectNothingLeft(`bottle.file=${rig.dir}/bottle.yaml`);
  // A run that was killed before it could say whose it is has made nothing; its folder goes when its heartbeat is old.
  const left = await rig.leftBehind();
  expect(left.filter(what => !what.startsWith('state/runs/'))).toEqual([]);
}
