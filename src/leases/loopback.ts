import {networkInterfaces} from 'node:os';
import {shortCommand} from '../processes/short-command.ts';
import {TaskError} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/** The operating system; tests pass another one. */
export interface LoopbackHost {
  readonly platform: NodeJS.Platform;
  /** Whether an interface has the address. */
  hasAddress(address: string): boolean;
  /** Whether the command exited with 0. */
  runCommand(argv: readonly string[]): Promise<boolean>;
}

/**
 * Makes this machine route the loopback address. Linux routes all of 127/8; macOS only 127.0.0.1, every other address must
 * be an alias of `lo0`, which remains until the next boot: it does no harm there, and removing it would need the same rights
 * again.
 * @throws TaskError `alias-missing` if the alias does not exist and bottle has no rights to add it
 */
export async function ensureAddress(
  address: string,
  task: TaskName,
  host: LoopbackHost = thisHost,
): Promise<void> {
  if (host.platform !== 'darwin' || host.hasAddress(address)) return;
  const command = ['ifconfig', 'lo0', 'alias', address];
  // `-n`: a question for the password, unseen under the progress view, would look like a hang.
  const added = await host.runCommand(['sudo', '-n', ...command]);
  if (!added)
    throw new TaskError({reason: 'alias-missing', task, address, command: ['sudo', ...command].join(' ')});
}

const thisHost: LoopbackHost = {
  platform: process.platform,
  hasAddress: address =>
    Object.values(networkInterfaces()).some(list => list?.some(entry => entry.address === address)),
  runCommand: async argv => (await shortCommand(argv)).code === 0,
};
