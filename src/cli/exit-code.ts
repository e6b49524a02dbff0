import {constants} from 'node:os';
import type {RunResult} from '../runner/run.ts';
import type {StopReason} from '../runner/stop.ts';
import type {Failure} from '../vocabulary/failure.ts';

/** The file or the call is wrong, and nothing was started. */
export const EXIT_INVALID = 2;
/** Something could not be taken down. */
export const EXIT_LEFTOVERS = 3;

/**
 * The exit code of a run: what ended it, unless something was left behind, which the user must hear of in any case.
 * With `--keep-going` the first failure counts, though another reason ended the run.
 */
export function exitCode({reason, failures, leftovers}: RunResult): number {
  if (leftovers.length > 0) return EXIT_LEFTOVERS;
  const [first] = failures;
  return first && reason.why !== 'interrupted' ? failureCode(first) : reasonCode(reason);
}

function reasonCode(reason: StopReason): number {
  switch (reason.why) {
    case 'nothing-holds':
    case 'until':
      return 0;
    case 'failed':
      return failureCode(reason.failure);
    case 'interrupted':
      return signalCode(reason.signal);
    case 'terminal':
      return reason.code;
  }
}

/** 128 + the number of the signal, as in shells; 130 if the library's caller aborted with another reason. */
function signalCode(signal: string): number {
  const numbers: Readonly<Record<string, number>> = constants.signals;
  return 128 + (numbers[signal] ?? constants.signals.SIGINT);
}

/** The exit code for a failure by itself. */
export function failureCode(failure: Failure): number {
  if (failure.reason === 'invalid-file' || failure.reason === 'no-secret') return EXIT_INVALID;
  return failure.reason === 'exited' && failure.terminal ? (failure.exit.code ?? 1) : 1;
}
