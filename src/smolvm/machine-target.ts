import {ChannelError} from '../channels/channel.ts';
import type {Smolvm} from './smolvm.ts';
import type {SmolvmVersion} from './version.ts';

/** The machine to run commands in. */
export interface MachineTarget {
  readonly smolvm: Smolvm;
  readonly version: (signal: AbortSignal) => Promise<SmolvmVersion>;
  readonly name: string;
  /** Each command gets it again: what a machine is made with reaches its first process only. */
  readonly env: Readonly<Record<string, string>>;
  /** The maximum number of concurrent commands: with some versions more than one disturb each other. */
  readonly parallel: number;
}

/** Does `work` when it is the turn of it. @throws ChannelError when the signal fires before that */
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

/** The result of a command whose signal has fired. */
export function killed(): ChannelError {
  return new ChannelError('the command was killed');
}
