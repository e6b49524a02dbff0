import {WriteStream} from 'node:tty';
import type {CliContext} from './context.ts';

/** An output of this process, or a substitute. */
export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/**
 * Whether output to `stream` has colours; the one rule for everything that bottle prints. It is Node's own
 * (`getColorDepth`): FORCE_COLOR decides if it is set, and turns colours off if it is `0`, `false` or anything else that names
 * no colours. Without it, colours need a terminal that supports them, and no NO_COLOR (https://no-color.org). An empty one does not
 * count, as in Node 24; older versions of Node differ.
 */
export function wantsColor({env}: Pick<CliContext, 'env'>, stream: OutputStream): boolean {
  const {NO_COLOR, NODE_DISABLE_COLORS, ...others} = env;
  // Node warns on stderr about variables that FORCE_COLOR overrides.
  if (env.FORCE_COLOR !== undefined) return hasColors(others);
  const isDisabled = Boolean(NO_COLOR) || Boolean(NODE_DISABLE_COLORS);
  return stream.isTTY === true && !isDisabled && hasColors(others);
}

function hasColors(env: CliContext['env']): boolean {
  return WriteStream.prototype.getColorDepth.call(undefined, env) > 1;
}

/**
 * Whether `stream` is a terminal on which lines can be redrawn. A dumb one has no cursor movement, and one without columns
 * (a pty without a size) has no room.
 */
export function canRedraw({env}: Pick<CliContext, 'env'>, stream: OutputStream): boolean {
  const isDumb = env.TERM === undefined || env.TERM === '' || env.TERM === 'dumb';
  return stream.isTTY === true && !isDumb && (stream.columns ?? 0) > 0;
}
