import type {KnownRun} from '../../runs/known-run.ts';
import {printable} from '../../vocabulary/printable.ts';
import type {CliContext} from '../context.ts';
import {EXIT_INVALID} from '../exit-code.ts';
import {unknownTaskLines} from '../text/control-problem-text.ts';

/** Reports an unknown task and returns the exit code. */
export function refuseUnknownTask(
  task: string,
  known: readonly string[],
  {name}: KnownRun,
  {stderr}: CliContext,
): number {
  const lines = unknownTaskLines(task, known, name).map(line => printable(line ?? ''));
  stderr.write(`error: ${lines.join('\n  ')}\n`);
  return EXIT_INVALID;
}
