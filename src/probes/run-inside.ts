import {ChannelError, type ExecChannel, type ExecOptions, type ExecResult} from '../channels/channel.ts';
import {excerpt, type NotReady} from './last-seen.ts';

/** Runs a command inside a container or machine. A broken channel may recover, but a missing program is a failure. */
export async function runInside(
  channel: ExecChannel,
  argv: readonly string[],
  options: Pick<ExecOptions, 'signal' | 'timeoutMs'>,
): Promise<ExecResult | NotReady> {
  try {
    return await channel.exec(argv, options);
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error;
    const status = error.blame === 'request' ? 'failed' : 'pending';
    return {status, lastSeen: excerpt(error.message)};
  }
}
