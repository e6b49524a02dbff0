import {hasCode, syscallOf} from '../../vocabulary/caught-error.ts';
import {exhaustedBy} from '../../vocabulary/exhausted.ts';
import {internalFailure} from '../../vocabulary/make-failure.ts';
import {failureText} from './failure-text.ts';

/** Why bottle could not start: its own files cannot be loaded, or the working directory was deleted. */
export function startProblem(error: unknown, limit: number | undefined): string {
  if (hasCode(error, 'ENOENT') && syscallOf(error) === 'uv_cwd')
    return 'error: the working directory was deleted; change to another one, then try again';
  return failureText(exhaustedBy(error, limit) ?? internalFailure(error));
}
