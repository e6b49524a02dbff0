import {relative} from 'node:path';
import {BaseSequencer, type TestSpecification} from 'vitest/node';

/**
 * Starts isolated files first, then the slowest ones, so the workers do not wait for a single slow file at the end.
 * Vitest knows the last duration of a file, but not in a fresh clone, as in CI. A worker with shared modules ends when
 * the next file is isolated, so the file after it would have to load all modules again.
 */
export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({moduleId, project}: TestSpecification): number => {
      if (project.name === 'isolated') return -1;
      const at = SLOW_FILES.indexOf(relative(this.ctx.config.root, moduleId));
      return at === -1 ? SLOW_FILES.length : at;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

/** Files that take more than 10 seconds on two cores, slowest first. */
export const SLOW_FILES: readonly string[] = [
  'test/examples/sandboxes.test.ts',
  'test/machine/commands.test.ts',
  'test/machine/failures.test.ts',
  'test/docker/places.test.ts',
  'test/kubernetes/on-server.test.ts',
  'test/docker/ssh.test.ts',
  'test/smolvm/real-command.test.ts',
  'test/e2e/killed.test.ts',
  'test/e2e/signals.test.ts',
  'test/e2e/timeline.test.ts',
  'test/smolvm/standin-exec.test.ts',
  'test/docker/exec.test.ts',
  'test/browser/looks.test.ts',
  'test/e2e/terminal.test.ts',
  'test/e2e/down.test.ts',
  'test/lsp/protocol.test.ts',
  'test/package/types.test.ts',
  'test/e2e/completion.test.ts',
  'test/e2e/ui.test.ts',
  'test/e2e/undo.test.ts',
  'test/machine/crash.test.ts',
  'test/docker/hanging-engine.test.ts',
  'test/e2e/full-disk.test.ts',
  'test/e2e/detached.test.ts',
  'test/smolvm/standin-life.test.ts',
  'test/machine/life.test.ts',
  'test/docker/image.test.ts',
  'test/smolvm/standin-window.test.ts',
  'test/docker/tls.test.ts',
  'test/e2e/attach.test.ts',
  'test/docker/export-compose.test.ts',
  'test/e2e/detached-again.test.ts',
  'test/docker/forwarded-ports.test.ts',
  'test/docker/channel.test.ts',
  'test/browser/act.test.ts',
  'test/e2e/state-directory.test.ts',
  'test/docker/container-ends.test.ts',
  'test/docker/moving-base.test.ts',
];
