import {setTimeout as sleep} from 'node:timers/promises';
import {test} from 'vitest';
import {killDetachedRuns, type Moment} from '../e2e/killed-detached-runs.ts';
import {LAUNCH} from '../e2e/killed-launch.ts';
import {stormNumbers} from './seed.ts';

/** The number of killed detached runs. */
const KILLS = Number(process.env.BOTTLE_STORM_KILLS ?? 100);

/** Approximate time from the call until the run is ready, in milliseconds. */
const START_MS = 900;

test(`${KILLS} kills of detached runs: \`bottle down\` leaves nothing`, async () => {
  const random = stormNumbers(60);
  const moments = Array.from({length: KILLS}, () => momentBy(random));
  await killDetachedRuns(LAUNCH, moments, random);
});

/** A moment after the start of the call, after its first task, or after a signal that stops the run. */
function momentBy(random: () => number): Moment {
  const [from, afterMs, stops] = [random(), random() * START_MS, random() < 0.2];
  return async call => {
    if (from < 0.7) await call.event('task-started');
    // A delay without a condition, because the moment itself is under test.
    await sleep(afterMs);
    if (!stops) return;
    call.signal('SIGTERM');
    await sleep(afterMs / 4);
  };
}
