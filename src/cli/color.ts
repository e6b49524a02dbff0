import {WriteStream} from 'node:tty';
import type {CliContext} from './context.ts';

/** An output of this process, or a substitute. */
export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number | undefined;
}

/**
 * Whether output to `stream` has colours. This rule applies to everything that bottle prints, and is the rule of Node
 * (`getColorDepth`). FORCE_COLOR takes precedence; `0`, `false` and unknown values disable colours. Without it, colours require a
 * terminal that supports them, and that NO_COLOR (https://no-color.org) is not set. An empty NO_COLOR or CI is ignored; versions of
 * Node differ.
 */
export function wantsColor({env}: Pick<CliContext, 'env'>, stream: OutputStream): boolean {
  const {NO_COLOR, NODE_DISABLE_COLORS, ...others} = env;
  // The variables that FORCE_COLOR overrides are not passed, since Node would print a warning about them.
  if (env.FORCE_COLOR !== undefined) return hasColors(others);
  const isDisabled = Boolean(NO_COLOR) || Boolean(NODE_DISABLE_COLORS);
  return stream.isTTY === true && !isDisabled && hasColors(others);
}

function hasColors({CI = '', ...others}: CliContext['env']): boolean {
  const env = CI === '' ? others : {...others, CI};
  return WriteStream.prototype.getColorDepth.call(undefined, env) > 1;
}

/**
 * Whether `stream` is a terminal on which lines can be redrawn. A dumb terminal cannot move the cursor, and a terminal without columns
 * (a pty without a size) has no space.
 */
export function canRedraw({env}: Pick<CliContext, 'env'>, stream: OutputStream): boolean {
  const isDumb = env.TERM === undefined || env.TERM === '' || env.TERM === 'dumb';
  return stream.isTTY === true && !isDumb && (stream.columns ?? 0) > 0;
}
