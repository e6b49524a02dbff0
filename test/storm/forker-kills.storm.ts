import {setTimeout as sleep} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {killDetachedRuns, type Moment} from '../e2e/killed-detached-runs.ts';
import {LAUNCH} from '../e2e/killed-launch.ts';
import {forkersWith, killNow} from '../support/forker-of.ts';
import {launchAfterStorm} from '../support/kill-storm.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import {processesWith} from '../support/marked-processes.ts';
import {stormNumbers} from './seed.ts';

/** The number of killed forkers. */
const KILLS = Number(process.env.BOTTLE_STORM_KILLS ?? 100);

/** Approximate time of a launch from its first task until it is ready, in milliseconds. */
const SPAN_MS = 500;

const ALWAYS = {BOTTLE_FORKER: 'always'};

test(`${KILLS} kills of forkers, some with their bottles, leave nothing`, async () => {
  const random = stormNumbers(70);
  const rig = await launchRig(LAUNCH.replace(/.*certificate.*/, ''));
  for (let round = 0; round < KILLS; round++) await attack(rig, random);
  await launchAfterStorm(() => rig.run());
  // A run killed before it recorded its owner has created nothing.
  expect((await rig.leftBehind()).filter(what => !what.startsWith('state/runs/'))).toEqual([]);
});

async function attack(rig: LaunchRig, random: () => number): Promise<void> {
  const launch = rig.run([], {env: ALWAYS});
  if (random() < 0.9) await launch.event('task-started');
  // Delays without a condition, because the moments themselves are under test.
  await sleep(random() * SPAN_MS);
  if (random() < 0.2) launch.signal('SIGTERM');
  const kills: (() => unknown)[] = [
    () => forkersWith(rig.mark).forEach(killNow),
    async () => await sleep(random() * 20),
  ];
  if (random() < 0.5) kills.push(() => launch.signal('SIGKILL'));
  for (const kill of random() < 0.5 ? kills : kills.toReversed()) await kill();
  launch.signal('SIGTERM');
  const {code, stderr} = await launch.ended();
  expect(stderr).not.toMatch(/bug|internal error|could not remove/);
  if (code === null) return;
  expect([1, 143]).toContain(code);
  expect(processesWith(rig.mark)).toEqual([]);
}

test(`${KILLS} kills of detached runs, most after their forkers: \`bottle down\` leaves nothing`, async () => {
  const random = stormNumbers(71);
  const moments = Array.from({length: KILLS}, (): Moment => {
    const [afterMs, isFirst] = [random() * 2 * SPAN_MS, random() < 0.7];
    return async (call, rig) => {
      await call.event('task-started');
      await sleep(afterMs);
      if (isFirst) forkersWith(rig.mark).forEach(killNow);
    };
  });
  await killDetachedRuns(LAUNCH, moments, random, ALWAYS);
});
