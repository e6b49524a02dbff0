import {ChannelError} from '../probes/exec-channel.ts';
import type {Smolvm} from './smolvm.ts';
import type {SmolvmVersion} from './version.ts';

/** What is needed to get into a machine. */
export interface MachineWay {
  readonly smolvm: Smolvm;
  readonly version: () => Promise<SmolvmVersion>;
  readonly name: string;
  /** Each command gets it again: what a machine is made with reaches its first process only. */
  readonly env: Readonly<Record<string, string>>;
  /** How many commands may run in it at once: with some versions more than one disturb each other. */
  readonly parallel: number;
}

/** Does `work` when it is the turn of it. @throws ChannelError when the signal has fired by then */
export async function inTurn<Result>(
  {smolvm, name, parallel}: MachineWay,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  return await smolvm.inTurn(name, parallel, async () => {
    if (signal.aborted) throw killed();
    return await work();
  });
}

/** What a command came to whose signal has fired. */
export function killed(): ChannelError {
  return new ChannelError('the command was killed');
}
