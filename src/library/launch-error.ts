import {failureText, leftoverText} from '../cli/text/failure-text.ts';
import type {Leftover} from '../vocabulary/leftover.ts';
import type {Diagnostic} from '../vocabulary/diagnostic.ts';
import type {TaskFailure} from '../vocabulary/failure.ts';

/** The problems of a failed launch. */
export interface LaunchProblems {
  /** Errors of the launch file or of the call; nothing was started. */
  readonly diagnostics?: readonly Diagnostic[];
  /** In chronological order; the first is the root cause. */
  readonly failures?: readonly TaskFailure[];
  /** Everything that could not be removed. */
  readonly leftovers?: readonly Leftover[];
}

/** Thrown if a launch fails. The message is the report that `bottle run` prints; the properties contain the facts. */
export class LaunchError extends Error {
  override readonly name = 'LaunchError';
  readonly diagnostics: readonly Diagnostic[];
  readonly failures: readonly TaskFailure[];
  readonly leftovers: readonly Leftover[];

  constructor({diagnostics = [], failures = [], leftovers = []}: LaunchProblems, diagnosticReport = '') {
    super(report(diagnosticReport, failures, leftovers));
    this.diagnostics = diagnostics;
    this.failures = failures;
    this.leftovers = leftovers;
  }
}

/** The error for an invalid launch file, with the affected lines. */
export async function invalidFile(diagnostics: readonly Diagnostic[], text: string): Promise<LaunchError> {
  // Loaded on demand: the table of character widths takes tens of milliseconds to load, and most files are valid.
  const {diagnosticText} = await import('../cli/text/diagnostic-text.ts');
  const options = {color: false, cwd: process.cwd()};
  return new LaunchError(
    {diagnostics},
    diagnosticText(diagnostics, () => text, options),
  );
}

/** The report without its leading `error: `, since the name of the error precedes it. */
function report(
  diagnostics: string,
  failures: readonly TaskFailure[],
  leftovers: readonly Leftover[],
): string {
  const texts = [
    diagnostics.trimEnd(),
    ...failures.map(failure => failureText(failure)),
    ...leftovers.map(leftoverText),
  ];
  return texts
    .filter(text => text !== '')
    .join('\n')
    .replace(/^error: /, '');
}
