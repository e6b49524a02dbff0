import {codeOf} from '../vocabulary/caught-error.ts';

/** Output could not be written, for example to a full disk (`bottle plan > file`). */
export class LostOutputError extends Error {
  readonly code: string | undefined;

  constructor(cause: Error) {
    super(cause.message, {cause});
    this.code = codeOf(cause);
  }
}

/** Ends the call because its output cannot be written (uncaught.ts). */
export function endOnLoss(error: Error): void {
  process.nextTick(() => {
    throw new LostOutputError(error);
  });
}
