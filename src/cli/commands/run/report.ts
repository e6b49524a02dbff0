import type {RunResult} from '../../../runner/run-options.ts';
import type {TaskFailure} from '../../../vocabulary/failure.ts';
import {foregroundCommand} from '../../../vocabulary/ids.ts';
import type {CliContext} from '../../context.ts';
import type {TextOutput} from '../../output.ts';
import {obeysCommands} from '../../text/ci-log.ts';
import {failureText, leftoverText} from '../../text/failure-text.ts';
import {cancelledLines} from '../../text/cancelled-text.ts';

/** The output for failures. */
export type Reporter = Pick<CliContext, 'env'> & {readonly stderr: TextOutput};

/** Prints the failures and leftovers of a run to stderr. */
export function reportResult(
  {failures, cancelled, cancelledDependents: dependents, leftovers}: RunResult,
  cli: Reporter,
): void {
  reportFailures(failures, cli);
  if (failures.length > 0) {
    for (const line of cancelledLines({cancelled, dependents})) cli.stderr.write(`${line}\n`);
  }
  for (const leftover of leftovers) cli.stderr.write(`${leftoverText(leftover)}\n`);
}

export function reportFailures(failures: readonly TaskFailure[], {stderr, env}: Reporter): void {
  // The foreground command has already printed its own failure.
  for (const failure of failures.filter(
    each => !('task' in each) || each.task !== foregroundCommand || each.reason !== 'exited',
  ))
    stderr.write(`${failureText(failure, {obeysCommands: obeysCommands(env)})}\n`);
}
