import {relative} from 'node:path';
import {BaseSequencer, type TestSpecification} from 'vitest/node';

/**
 * Starts the files that take longest before all others, so that none of them is what the workers wait for in the end. Vitest
 * knows by itself how long a file took the last time, but not in a fresh clone, as in CI.
 */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({moduleId}: TestSpecification): number => {
      const at = SLOW_FILES.indexOf(relative(this.ctx.config.root, moduleId));
      return at === -1 ? SLOW_FILES.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

/** Those that take more than 10 seconds on two cores, the slowest first. */
export const SLOW_FILES: readonly string[] = [
  'test/examples/sandboxes.test.ts',
  'test/machine/failures.test.ts',
  'test/e2e/killed.test.ts',
  'test/machine/commands.test.ts',
  'test/docker/exec.test.ts',
  'test/smolvm/real-command.test.ts',
  'test/docker/ssh.test.ts',
  'test/e2e/signals.test.ts',
  'test/machine/crash.test.ts',
  'test/docker/image.test.ts',
  'test/docker/hanging-engine.test.ts',
  'test/smolvm/standin-exec.test.ts',
  'test/smolvm/standin-life.test.ts',
  'test/config/long-files.test.ts',
  'test/e2e/completion.test.ts',
  'test/docker/moving-base.test.ts',
];
