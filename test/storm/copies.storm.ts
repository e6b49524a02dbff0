import {setTimeout as sleep} from 'node:timers/promises';
import {test} from 'vitest';
import {killCopies, type Attack} from '../e2e/killed-copies.ts';
import {LAUNCH} from '../e2e/killed-launch.ts';
import {stormNumbers} from './seed.ts';

/** The number of rounds, and of copies started in each. */
const ROUNDS = Number(process.env.BOTTLE_STORM_ROUNDS ?? 15);
const COPIES = 4;

/** Approximate time until all are ready, in milliseconds. */
const START_MS = 2_500;

test(`${ROUNDS} times ${COPIES} copies, killed at random: \`bottle down --all\` leaves nothing`, async () => {
  const random = stormNumbers(70);
  await killCopies(
    LAUNCH.replace('127.0.2.41-127.0.2.41', '127.0.2.60-127.0.2.120'),
    COPIES,
    Array.from({length: ROUNDS}, () => attackBy(random)),
  );
});

function attackBy(random: () => number): Attack {
  const afterMs = random() * START_MS;
  const hits = Array.from({length: COPIES}, () => random() < 0.6);
  return {
    // A delay without a condition, because the moment itself is under test.
    moment: async () => await sleep(afterMs),
    killsCall: random() < 0.4,
    isHit: at => hits[at] ?? false,
    repeats: random() < 0.5,
  };
}
