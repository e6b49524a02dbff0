import {configDefaults, defineConfig} from 'vitest/config';
import {SlowFirst} from './test/support/slow-first.ts';

/** Test files that change their process: they mock a module, set flags of V8, or create a document. */
const ISOLATED = [
  'test/config/long-files.test.ts',
  'test/plan/mermaid.test.ts',
  'test/plan/drawn-plan.test.ts',
  'test/cli/timeline-formats.test.ts',
  'test/cli/frame-widths.test.ts',
  'test/processes/fork-command.test.ts',
  'test/processes/process-entries.test.ts',
];

/** The projects set no limit of their own, so that `--maxWorkers=1` on the command line applies to all of them. */
const INHERITED = 0;

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'shared',
          include: ['test/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...ISOLATED],
          // Modules of src keep no state that could leak into the next test file, and loading them for each of 250
          // files took longer than the unit tests themselves.
          isolate: false,
          maxWorkers: INHERITED,
        },
      },
      {extends: true, test: {name: 'isolated', include: ISOLATED, maxWorkers: INHERITED}},
    ],
    globalSetup: ['test/support/built-command.ts'],
    sequence: {sequencer: SlowFirst},
    // Most tests wait for other processes, which leaves their core idle half of the time.
    maxWorkers: 6,
    // Generous: a test that hangs must fail, but one on a busy machine must not.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: {poll: {timeout: 60_000}},
  },
});
