import {randomUUID} from 'node:crypto';
import {ChannelError, type TaskChannel} from '../../channels/channel.ts';
import {defaultLimits} from '../../polling/limits.ts';
import {untilReady} from '../../polling/poller.ts';
import type {ProbeResult} from '../../vocabulary/probe-result.ts';
import type {UpContext} from '../task-context.ts';

/** The channel counts as stable after two answers 150 ms apart. */
const LIMITS = {...defaultLimits, successes: 2};

/**
 * Waits up to 30 s until the exec channel of a container or machine responds again, because the cause of the last failure may also
 * break the next command. If it does not respond, that command reports it.
 */
export async function untilChannelAnswers(
  into: string,
  channel: TaskChannel,
  {services: {clock}, signal, report}: UpContext,
): Promise<void> {
  report(`waiting for the exec channel of ${into}`);
  const echo = {
    description: `the exec channel of ${into}`,
    check: async (attempt: AbortSignal) => await answers(channel, attempt),
  };
  await untilReady(echo, LIMITS, {clock, signal});
  signal.throwIfAborted();
}

/** Whether the channel responds. A container without `echo` responds too, with an error. */
async function answers(channel: TaskChannel, signal: AbortSignal): Promise<ProbeResult> {
  const word = randomUUID();
  try {
    const {stdout} = await channel.exec(['echo', word], {signal});
    return stdout.trim() === word ? {status: 'ready'} : {status: 'pending', lastSeen: 'no echo'};
  } catch (error) {
    if (!(error instanceof ChannelError)) throw error;
    return error.blame === 'request' ? {status: 'ready'} : {status: 'pending', lastSeen: error.message};
  }
}
