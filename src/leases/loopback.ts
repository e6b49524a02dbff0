import {networkInterfaces} from 'node:os';
import {runSystemTool} from '../processes/run-system-tool.ts';
import {TaskError} from '../vocabulary/failure.ts';
import type {TaskName} from '../vocabulary/ids.ts';

/** Access to the operating system. Tests replace it. */
export interface LoopbackHost {
  readonly platform: NodeJS.Platform;
  /** Whether a network interface has the address. */
  hasAddress(address: string): boolean;
  /** Runs a command. Returns whether it exited with 0. */
  runCommand(argv: readonly string[]): Promise<boolean>;
}

/**
 * Makes this machine route the loopback address. Linux routes all of 127/8. macOS routes only 127.0.0.1, and all other addresses must
 * be aliases of `lo0`. An alias remains until the next boot: it is harmless, and removing it would need root again.
 * @throws TaskError `alias-missing` if the alias does not exist and bottle may not add it
 */
export async function ensureAddress(
  address: string,
  task: TaskName,
  host: LoopbackHost = thisHost,
): Promise<void> {
  if (host.platform !== 'darwin' || host.hasAddress(address)) return;
  const command = ['ifconfig', 'lo0', 'alias', address];
  // `-n`, because a password prompt would be hidden by the progress view and look like a hang.
  const added = await host.runCommand(['sudo', '-n', ...command]);
  if (!added)
    throw new TaskError({reason: 'alias-missing', task, address, command: ['sudo', ...command].join(' ')});
}

const thisHost: LoopbackHost = {
  platform: process.platform,
  hasAddress: address =>
    Object.values(networkInterfaces()).some(list => list?.some(entry => entry.address === address)),
  runCommand: async argv => (await runSystemTool(argv)).code === 0,
};
