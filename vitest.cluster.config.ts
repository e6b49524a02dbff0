import {defineConfig} from 'vitest/config';

/** `npm run test:cluster`: the tests that need a whole cluster of Kubernetes, on two nodes. */
export default defineConfig({
  test: {
    include: ['test/kubernetes/*.cluster.ts'],
    globalSetup: ['test/support/built-command.ts'],
    // One cluster after the other: two at the same time keep two cores so busy that nodes count as lost.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: {poll: {timeout: 60_000}},
  },
});
