import {constants} from 'node:os';
import type {Selection} from '../plan/selection.ts';
import type {RunResult} from './run-options.ts';
import type {Failure} from '../vocabulary/failure.ts';

/** The file or the command line is invalid, and nothing was started. */
export const EXIT_INVALID = 2;
/** Something could not be stopped or removed. */
export const EXIT_LEFTOVERS = 3;

/**
 * The exit code of a run. Leftovers have their own code, because they must not go unnoticed. With `--keep-going`, the first failure
 * counts even if the run ended for another reason. The `until` task and the task of `--exit-code-from` determine the exit code
 * themselves.
 */
export function exitCode(
  {reason, failures, leftovers, exits}: RunResult,
  {until, exitCodeFrom}: Pick<Selection, 'until' | 'exitCodeFrom'>,
): number {
  if (leftovers.length > 0) return EXIT_LEFTOVERS;
  if (reason.why === 'interrupted') return signalCode(reason.signal);
  const asked = exitCodeFrom && exits[exitCodeFrom];
  if (asked !== undefined) return asked;
  const [first] = failures;
  if (first === undefined) return 'code' in reason ? reason.code : 0;
  const ofUntil = failures.find(failure => 'task' in failure && failure.task === until);
  return ofUntil?.reason === 'exited' ? (ofUntil.exit.code ?? 1) : failureCode(first);
}

/** 128 plus the number of the signal, as in shells; 130 if the caller of the library aborted with another reason. */
export function signalCode(signal: string): number {
  const numbers: Readonly<Record<string, number>> = constants.signals;
  return 128 + (numbers[signal] ?? constants.signals.SIGINT);
}

/** The exit code for a single failure. */
export function failureCode(failure: Failure): number {
  if (INVALID.includes(failure.reason)) return EXIT_INVALID;
  if (failure.reason === 'exhausted' && failure.task === undefined) return EXIT_INVALID;
  return failure.reason === 'exited' && failure.terminal ? (failure.exit.code ?? 1) : 1;
}

/** Failures before anything was started. */
const INVALID: readonly Failure['reason'][] = [
  'invalid-file',
  'no-secret',
  'bad-environment',
  'name-taken',
  'already-up',
];
