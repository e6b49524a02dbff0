import {reasonOf} from './caught-error.ts';
import {TaskError} from './failure.ts';

/** Something that could not be stopped or removed. */
export interface Leftover {
  /** `process 4711`, `address 127.0.0.16`. */
  readonly what: string;
  /** Why it could not be removed, in one line: `it is still running after SIGKILL`. */
  readonly why: string;
  /** The command that removes it. */
  readonly command: string;
}

/** Why a removal failed, from the thrown error. @param expired the time limit of the removal */
export function whyLeft(error: unknown, expired?: AbortSignal): string {
  if (expired?.aborted) return TOOK_TOO_LONG;
  if (error instanceof TaskError)
    return 'why' in error.failure ? (error.failure.why ?? '') : error.failure.reason;
  return reasonOf(error);
}

export const TOOK_TOO_LONG = 'its teardown took too long';
