import {ChannelError} from '../channels/channel.ts';
import {codeOf} from '../vocabulary/caught-error.ts';
import {engineReason, statusOf} from './engine-problem.ts';

/** Converts an error of dockerode or one of its streams to a failure of the channel. */
export function channelProblem(error: unknown): ChannelError {
  if (error instanceof ChannelError) return error;
  const why = engineReason(error);
  const status = statusOf(error);
  if (status === 404 && /no such container/i.test(why)) return new ChannelError('the container is gone');
  if (status === 409) return new ChannelError(`the container ${stateText(why)}`);
  // A user that does not exist inside is refused like this by newer engines.
  if (status === 400) return new ChannelError(startProblem(why), 'request');
  // The system refused with a code, or the other end closed: without a response, only the connection can be at fault.
  const isConnection = status === undefined && codeOf(error) !== undefined;
  return new ChannelError(isConnection ? `the engine does not respond: ${why}` : why);
}

/** Why a program could not be started, less the words around it that are the same for all. */
export function startProblem(message: string): string {
  return message
    .trim()
    .replace(/^OCI runtime exec failed: /, '')
    .replace(/^exec failed: /, '')
    .replace(/^unable to start container process: /, '')
    .replace(/: unknown$/, '')
    .replace(/\s+/g, ' ');
}

function stateText(why: string): string {
  if (/is paused/i.test(why)) return 'is paused';
  return /is restarting/i.test(why) ? 'is being restarted' : 'is not running';
}
