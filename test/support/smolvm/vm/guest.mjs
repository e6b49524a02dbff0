import {bootFolderGuest} from './folder-guest.mjs';
import {bootHostGuest} from './host-guest.mjs';

/**
 * A guest that is up. `spawn(argv, {env, cwd, hasStdin, isTerminal, size})` returns a process in it (streams, `exit`,
 * `closed`, `killTree`, `killDirect`), or `undefined` if the guest has no such program or directory; `stop` ends everything
 * in it, and `isUp` returns whether it responds yet, if that is not immediate.
 */
export async function bootGuest(options) {
  if (options.settings.backend === 'qemu')
    return await (await import('./qemu-guest.mjs')).bootQemuGuest(options);
  // Root never runs a guest's commands on the host itself: what they do to a guest they would do to the host.
  return process.platform === 'linux' && process.getuid() === 0
    ? await bootHostGuest(options)
    : bootFolderGuest(options);
}
