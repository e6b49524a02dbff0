import {randomInt} from 'node:crypto';
import {defineConfig} from 'vitest/config';

/** `npm run test:storm`: randomized attacks that take minutes. Set `BOTTLE_STORM_SEED` to a printed seed to repeat its attacks. */
if (process.env.BOTTLE_STORM_SEED === undefined) {
  // Kept in the environment, since this file is read more than once.
  process.env.BOTTLE_STORM_SEED = String(randomInt(1_000_000));
  process.stdout.write(`storm: BOTTLE_STORM_SEED=${process.env.BOTTLE_STORM_SEED}\n`);
}

export default defineConfig({
  test: {
    include: ['test/storm/**/*.storm.ts'],
    globalSetup: ['test/support/built-command.ts'],
    env: {BOTTLE_STORM_SEED: process.env.BOTTLE_STORM_SEED},
    // One at a time, since each storm loads the machine on its own.
    fileParallelism: false,
    testTimeout: 1_200_000,
    hookTimeout: 60_000,
    expect: {poll: {timeout: 60_000}},
  },
});
