import {EXIT_INVALID} from '../../exit-code.ts';
import type {CliContext} from '../../context.ts';
import {noteLosses} from '../../losses.ts';
import {openView} from '../../views/run/open-view.ts';
import {prepareRun} from './prepare-run.ts';
import type {RunCall} from './flags.ts';
import {performRun, type RunFront} from './perform-run.ts';
import {reportFailures, reportResult} from './report.ts';

/** `bottle run`. Returns the exit code. */
export async function runCommand(args: readonly string[], flags: RunCall, cli: CliContext): Promise<number> {
  const prepared = await prepareRun(args, flags, cli);
  if (!prepared) return EXIT_INVALID;
  const {chosen, limits, stateDir} = prepared;

  // Stdout belongs to the command, so bottle's own output goes to stderr.
  const output = flags.command ? cli.stderr : cli.stdout;
  const {onLoss, codeOf} = noteLosses(cli);
  const view = await openView({format: flags.format, output, onLoss}, cli);
  const front: RunFront = {
    view,
    outputs: [cli.stdout, cli.stderr],
    report(result, bugs) {
      reportResult(result, cli);
      reportFailures(bugs, cli);
    },
    refuse: failure => reportFailures([failure], cli),
  };
  return codeOf(await performRun({...chosen, stateDir, limits}, flags, front, cli));
}
