import type {TestContext} from 'vitest';
import {succeeds} from './succeeds.ts';

const isRootOnLinux = process.platform === 'linux' && process.getuid?.() === 0;

/** As a root, /bin contains no libraries, so only a static busybox starts, as in a guest. */
const PROBE = ['--pid', '--fork', '--mount', '--uts', 'nsenter', '--root=/bin', '/busybox', 'true'];

const canHaveNamespaces = isRootOnLinux && succeeds('unshare', PROBE);

/**
 * Whether tests are skipped that need a guest of the stand-in for smolvm with its own users, mounts, processes, programs and
 * absolute paths. Not in CI. See test/support/smolvm/README.md.
 */
export const withoutFullGuests = !canHaveNamespaces && !process.env.CI;

/** For `beforeEach`: skips tests that start machines of the stand-in as root if they cannot start. Not in CI. */
export function needsGuests({skip}: TestContext): void {
  skip(isRootOnLinux && withoutFullGuests, 'as root, machines need busybox-static, unshare and nsenter');
}
