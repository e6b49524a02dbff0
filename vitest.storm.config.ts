import {randomInt} from 'node:crypto';
import {defineConfig} from 'vitest/config';

/** `npm run test:storm`: attacks that take minutes. `BOTTLE_STORM_SEED` repeats the one of a seed that was printed. */
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
    // One after the other: each storm loads the machine by itself.
    fileParallelism: false,
    testTimeout: 1_200_000,
    hookTimeout: 60_000,
    expect: {poll: {timeout: 60_000}},
  },
});
