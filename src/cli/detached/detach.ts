import type {Selection} from '../../plan/selection.ts';
import {errorDiagnostic} from '../../vocabulary/diagnostic.ts';
import type {Call} from '../call.ts';
import {chooseTasks} from '../commands/choose-tasks.ts';
import {printDiagnostics} from '../commands/load-command-file.ts';
import {lifeLimits} from '../commands/run/life-limits.ts';
import type {RunCall} from '../commands/run/flags.ts';
import {writableState} from '../commands/writable-state.ts';
import {EXIT_INVALID} from '../exit-code.ts';
import {showStart} from './show-start.ts';
import {startDetached} from './start-detached.ts';

/** `bottle run --detach`: starts the run in a process of its own, shows it until it is ready, and gives the exit code. */
export async function detachCommand(
  args: readonly string[],
  flags: RunCall,
  {world, argv}: Call,
): Promise<number> {
  const chosen = await chooseTasks(args, flags, world);
  const limits = chosen && (await lifeLimits(flags, world));
  const stateDir = limits && (await writableState(world));
  if (!chosen || stateDir === undefined) return EXIT_INVALID;
  const refused = refusal(chosen.selection);
  if (refused !== undefined) {
    await printDiagnostics([errorDiagnostic({message: refused})], '', world);
    return EXIT_INVALID;
  }
  const started = await startDetached({
    command: [...world.program, ...argv, '--detached-process'],
    cwd: world.cwd,
    env: world.env,
    stateDir,
  });
  const outcome = await showStart(started, flags.format, world);
  if (outcome.is === 'ready' && flags.format !== 'json')
    world.stdout.write('the run continues in the background; `bottle down` stops it\n');
  return outcome.is === 'already-up' ? 0 : outcome.code;
}

/** Why these tasks cannot run detached. */
function refusal({tasks}: Selection): string | undefined {
  const interactive = [...tasks.values()].find(task => task.isInteractive());
  if (!interactive) return undefined;
  return `task \`${interactive.name}\` is interactive, and a detached run has no terminal; leave it out, or run it without \`--detach\``;
}
