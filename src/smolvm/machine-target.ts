import {ChannelError} from '../channels/channel.ts';
import type {Smolvm} from './smolvm.ts';
import type {SmolvmVersion} from './version.ts';

/** The machine to run commands in. */
export interface MachineTarget {
  readonly smolvm: Smolvm;
  readonly version: (signal: AbortSignal) => Promise<SmolvmVersion>;
  readonly name: string;
  /** Passed to each command: the variables that a machine is created with reach only its first process. */
  readonly env: Readonly<Record<string, string>>;
  /** The maximum number of concurrent commands, since they interfere with each other in some versions. */
  readonly parallel: number;
}

/** Runs `work` once a slot is free. @throws ChannelError if the signal fires before that */
export async function withSlot<Result>(
  {smolvm: {turns}, name, parallel}: MachineTarget,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  const release = await turns.take(name, {width: parallel, signal});
  if (!release) throw killed();
  try {
    return await work();
  } finally {
    release();
  }
}

/** The error of a command whose signal has fired. */
export function killed(): ChannelError {
  return new ChannelError('the command was killed');
}
