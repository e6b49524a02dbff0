import {printable} from '../vocabulary/printable.ts';
import {EXIT_LOST_OUTPUT} from './exit-code.ts';
import type {TextOutput} from './output.ts';

/** Records lost output of a command that completes its work nevertheless. */
export interface Losses {
  /** Called with each loss. Prints a warning about the first one. */
  readonly onLoss: (error: Error) => void;
  /** The exit code of the command: `code`, or that of lost output instead of 0. */
  codeOf(code: number): number;
}

/** Creates a record of losses, which is empty at first. */
export function noteLosses({stderr}: {readonly stderr: TextOutput}): Losses {
  let isWhole = true;
  return {
    onLoss({message}) {
      if (isWhole) stderr.write(`warning: output is lost: ${printable(message)}\n`);
      isWhole = false;
    },
    codeOf: code => code || (isWhole ? 0 : EXIT_LOST_OUTPUT),
  };
}
