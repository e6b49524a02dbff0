import {defineConfig} from 'vitest/config';

/** `npm run test:cluster`: tests that need a complete Kubernetes cluster with two nodes. */
export default defineConfig({
  test: {
    include: ['test/kubernetes/*.cluster.ts'],
    globalSetup: ['test/support/built-command.ts'],
    // One cluster at a time: two clusters keep two cores so busy that nodes count as lost.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: {poll: {timeout: 60_000}},
  },
});
