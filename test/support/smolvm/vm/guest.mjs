import {bootFolderGuest} from './folder-guest.mjs';
import {bootHostGuest} from './host-guest.mjs';

/**
 * A running guest. `spawn(argv, {env, cwd, hasStdin, isTerminal, size})` returns a process in it (streams, `exit`, `closed`,
 * `killTree`, `killDirect`), or `undefined` if the program or directory does not exist. `stop` ends all of its processes.
 * `isUp` returns whether it already responds, for guests that boot in the background.
 */
export async function bootGuest(options) {
  if (options.settings.backend === 'qemu')
    return await (await import('./qemu-guest.mjs')).bootQemuGuest(options);
  // Never runs a guest's commands on the host as root, because they could damage the host.
  return process.platform === 'linux' && process.getuid() === 0
    ? await bootHostGuest(options)
    : bootFolderGuest(options);
}
