import {defineConfig} from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/built-command.ts'],
    // Most tests wait for other processes, and leave a core idle meanwhile.
    maxWorkers: 3,
    // Generous, since these are no measurements: a test that hangs shall fail, one on a busy machine shall not.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: {poll: {timeout: 30_000}},
  },
});
