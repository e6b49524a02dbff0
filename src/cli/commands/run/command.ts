import {EXIT_INVALID, EXIT_LOST_OUTPUT} from '../../exit-code.ts';
import type {CliContext} from '../../context.ts';
import {openView} from '../../views/run/open-view.ts';
import {prepareRun} from './prepare-run.ts';
import type {RunCall} from './flags.ts';
import {performRun, type RunFront} from './perform-run.ts';
import {reportFailures, reportResult} from './report.ts';

/** `bottle run`. Returns the exit code. */
export async function runCommand(
  args: readonly string[],
  flags: RunCall,
  world: CliContext,
): Promise<number> {
  const prepared = await prepareRun(args, flags, world);
  if (!prepared) return EXIT_INVALID;
  const {chosen, limits, stateDir} = prepared;

  // Stdout belongs to the command, so bottle's own output goes to stderr.
  const output = flags.command ? world.stderr : world.stdout;
  const {view, isWhole} = await openView(flags.format, output, world);
  const front: RunFront = {
    view,
    outputs: [world.stdout, world.stderr],
    report(result, bugs) {
      reportResult(result, world);
      reportFailures(bugs, world);
    },
    refuse: failure => reportFailures([failure], world),
  };
  const code = await performRun({...chosen, stateDir, limits}, flags, front, world);
  return code || (isWhole() ? 0 : EXIT_LOST_OUTPUT);
}
