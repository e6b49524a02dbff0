import {printable} from '../vocabulary/printable.ts';
import {EXIT_LOST_OUTPUT} from './exit-code.ts';
import type {TextOutput} from './output.ts';

/** Notes that output of a command is lost, for commands that must complete their work nevertheless. */
export interface Losses {
  /** Called with each loss. Prints a warning about the first one. */
  readonly onLoss: (error: Error) => void;
  isWhole(): boolean;
  /** The exit code of a command; if it would be 0, that of a loss. */
  codeOf(code: number): number;
}

/** Starts without losses. */
export function noteLosses({stderr}: {readonly stderr: TextOutput}): Losses {
  let isWhole = true;
  return {
    onLoss({message}) {
      if (isWhole) stderr.write(`warning: output is lost: ${printable(message)}\n`);
      isWhole = false;
    },
    isWhole: () => isWhole,
    codeOf: code => code || (isWhole ? 0 : EXIT_LOST_OUTPUT),
  };
}
