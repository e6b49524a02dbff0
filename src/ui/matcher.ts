import {createContext, Script} from 'node:vm';
import {hasCode} from '../vocabulary/caught-error.ts';
import {ApiError} from './api-error.ts';
import {hasInvisible, visibleText} from '../vocabulary/visible-text.ts';

/** Time limit for one call, in milliseconds: a pattern such as `(a+)+$` may take years for a line of 40 characters. */
const LIMIT_MS = 500;

/**
 * Tests which lines match, ignoring escape sequences.
 * @throws ApiError `slow-pattern`
 */
export type Matcher = (lines: readonly string[]) => readonly boolean[];

export function matcherOf(pattern: RegExp): Matcher {
  const inputs: {lines: readonly string[]; readonly pattern: RegExp} = {lines: [], pattern};
  const context = createContext(inputs);
  // A script with a timeout is the only way to stop a regular expression on this thread.
  const script = new Script('lines.map(line => pattern.test(line))');
  return lines => {
    inputs.lines = lines.map(line => (hasInvisible(line) ? visibleText(line).text : line));
    try {
      return script.runInContext(context, {timeout: LIMIT_MS}) as boolean[];
    } catch (error) {
      if (hasCode(error, 'ERR_SCRIPT_EXECUTION_TIMEOUT')) throw slow();
      throw error;
    }
  };
}

function slow(): ApiError {
  return new ApiError(400, 'slow-pattern', '`match`: the pattern takes too long to search', {
    parameter: 'match',
  });
}
