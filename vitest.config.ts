import {configDefaults, defineConfig} from 'vitest/config';
import {SlowFirst} from './test/support/slow-first.ts';

/** Files that change their process: a module of Node is mocked, the JavaScript engine's flags are, or there is a document. */
const ISOLATED = [
  'test/config/long-files.test.ts',
  'test/plan/mermaid.test.ts',
  'test/plan/drawn-plan.test.ts',
  'test/cli/timeline-formats.test.ts',
  'test/processes/if-readable.test.ts',
];

/** None of a project's own: the number of the command line, `--maxWorkers=1`, counts for all of them. */
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
          // The modules of src keep no state that one test file could leave to the next, and to load them for each of 250
          // files took more time than the unit tests themselves.
          isolate: false,
          maxWorkers: INHERITED,
        },
      },
      {extends: true, test: {name: 'isolated', include: ISOLATED, maxWorkers: INHERITED}},
    ],
    globalSetup: ['test/support/built-command.ts'],
    sequence: {sequencer: SlowFirst},
    // Most tests wait for other processes, and leave their core idle half of the time.
    maxWorkers: 6,
    // Generous, since these are no measurements: a test that hangs shall fail, one on a busy machine shall not.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: {poll: {timeout: 60_000}},
  },
});
