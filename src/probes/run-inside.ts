import {ChannelError, type ExecChannel, type ExecOptions, type ExecResult} from './exec-channel.ts';
import {excerpt} from './last-seen.ts';

/** Runs a command inside a container or machine; a channel that breaks is a problem to be told, as it may come back. */
export async function runInside(
  channel: ExecChannel,
  argv: readonly string[],
  options: Pick<ExecOptions, 'signal' | 'timeoutMs'>,
): Promise<ExecResult | {readonly problem: string}> {
  try {
    return await channel.exec(argv, options);
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error;
    return {problem: excerpt(error.message)};
  }
}
