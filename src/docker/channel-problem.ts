import {ChannelError} from '../channels/channel.ts';
import {codeOf} from '../vocabulary/caught-error.ts';
import {engineReason, statusOf} from './engine-problem.ts';

/** Converts an error from dockerode or one of its streams to a channel error. */
export function channelProblem(error: unknown): ChannelError {
  if (error instanceof ChannelError) return error;
  const why = engineReason(error);
  const status = statusOf(error);
  if (status === 404 && /no such container/i.test(why)) return new ChannelError('the container is gone');
  if (status === 409) return new ChannelError(`the container ${stateText(why)}`);
  // Newer engines respond with 400 if the user does not exist in the container.
  if (status === 400) return new ChannelError(startProblem(why), 'request');
  // An error with a system code and without an HTTP status comes from the connection.
  const isConnection = status === undefined && codeOf(error) !== undefined;
  return new ChannelError(isConnection ? `the engine does not respond: ${why}` : why);
}

/** The reason why a program could not be started, without the boilerplate around it. */
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
