import type {Selection} from '../../plan/selection.ts';
import {bootAndNamespace} from '../../processes/process-identity.ts';
import {knownRuns, type KnownRun} from '../../runs/known-run.ts';
import {runThatIsUp} from '../../runs/run-names.ts';
import type {Observer} from '../../state/owner.ts';
import {errorDiagnostic} from '../../vocabulary/diagnostic.ts';
import type {Call} from '../call.ts';
import {chooseTasks, type Chosen} from '../commands/choose-tasks.ts';
import {noText, printDiagnostics} from '../commands/load-command-file.ts';
import {lifeLimits} from '../commands/run/life-limits.ts';
import type {RunCall} from '../commands/run/flags.ts';
import {writableState} from '../commands/writable-state.ts';
import {EXIT_INVALID} from '../exit-code.ts';
import {showStart} from './show-start.ts';
import {startDetached} from './start-detached.ts';
import {upText} from './texts.ts';
import {useRun} from './use-run.ts';

/**
 * `bottle run --detach`: starts the run in a separate process, shows it until it is ready, and returns the exit code. Uses a live run
 * of the file instead, unless another one is requested.
 */
export async function detachCommand(args: readonly string[], flags: RunCall, call: Call): Promise<number> {
  const {world} = call;
  const chosen = await chooseTasks(args, flags, world);
  const limits = chosen && (await lifeLimits(flags, world));
  const stateDir = limits && (await writableState(world));
  if (!chosen || stateDir === undefined) return EXIT_INVALID;
  const refused = refusal(chosen.selection);
  if (refused !== undefined) {
    await printDiagnostics([errorDiagnostic({message: refused})], noText, world);
    return EXIT_INVALID;
  }
  const observer = {stateDir, here: await bootAndNamespace()};
  for (;;) {
    const run = await findUp(chosen, flags, observer);
    const used = run && (await useRun({run, observer, chosen, flags}, world));
    if (used !== undefined) return used;
    const code = await startRun(chosen, flags, {...call, stateDir});
    // Otherwise another call has started one in the meantime.
    if (code !== undefined) return code;
  }
}

async function findUp(
  {launch}: Chosen,
  {name: asked, new: isNew = false}: RunCall,
  observer: Observer,
): Promise<KnownRun | undefined> {
  if (isNew) return undefined;
  return runThatIsUp({asked, launch: launch.name, onlyOf: launch.path}, await knownRuns(observer));
}

/** `undefined` if a run of the file is up and no other one was requested. */
async function startRun(
  {launch}: Chosen,
  {format}: RunCall,
  {world, argv, stateDir}: Call & {readonly stateDir: string},
): Promise<number | undefined> {
  const started = await startDetached({
    command: [...world.program, ...argv, '--detached-process'],
    cwd: world.cwd,
    env: world.env,
    stateDir,
  });
  const outcome = await showStart(started, format, world);
  if (outcome.is === 'already-up') return undefined;
  if (outcome.is === 'ready' && format !== 'json') {
    const {name} = outcome;
    world.stdout.write(`${upText(name, {isNew: true, isDefault: name === launch.name})}\n`);
  }
  return outcome.code;
}

/** Why these tasks cannot run detached. */
function refusal({tasks}: Selection): string | undefined {
  const interactive = [...tasks.values()].find(task => task.isInteractive());
  if (!interactive) return undefined;
  return `task \`${interactive.name}\` is interactive, and a detached run has no terminal; leave it out, or run it without \`--detach\``;
}
