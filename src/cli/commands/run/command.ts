import {EXIT_INVALID, EXIT_LOST_OUTPUT} from '../../exit-code.ts';
import {chooseTasks} from '../choose-tasks.ts';
import type {CliContext} from '../../context.ts';
import {openView} from '../../views/run/open-view.ts';
import {writableState} from '../writable-state.ts';
import {lifeLimits} from './life-limits.ts';
import type {RunCall} from './flags.ts';
import {performRun, type RunFront} from './perform-run.ts';
import {reportFailures, reportResult} from './report.ts';

/** `bottle run`: gives the exit code. */
export async function runCommand(
  args: readonly string[],
  flags: RunCall,
  world: CliContext,
): Promise<number> {
  const chosen = await chooseTasks(args, flags, world);
  const limits = chosen && (await lifeLimits(flags, world));
  const stateDir = limits && (await writableState(world));
  if (!chosen || !limits || stateDir === undefined) return EXIT_INVALID;

  // The command's output on stdout is its own: bottle's args about it go beside it.
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
