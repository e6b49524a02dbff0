import type {Selection} from '../../plan/selection.ts';
import {bootAndNamespace} from '../../processes/process-identity.ts';
import {errorDiagnostic} from '../../vocabulary/diagnostic.ts';
import type {Call} from '../call.ts';
import {chooseTasks} from '../commands/choose-tasks.ts';
import {noText, printDiagnostics} from '../commands/load-command-file.ts';
import {lifeLimits} from '../commands/run/life-limits.ts';
import type {RunCall} from '../commands/run/flags.ts';
import {writableState} from '../commands/writable-state.ts';
import {EXIT_INVALID} from '../exit-code.ts';
import {noteLosses} from '../losses.ts';
import {openSink} from '../open-sink.ts';
import {detachRun} from './detach-run.ts';
import {stdoutFront} from './start-front.ts';
import {upText} from './texts.ts';

/**
 * `bottle run --detach`: starts the run in a separate process, shows it until it is ready, and returns the exit code. If the file
 * already has a live run, uses that run unless another one is requested.
 */
export async function detachCommand(args: readonly string[], flags: RunCall, call: Call): Promise<number> {
  const {cli} = call;
  const chosen = await chooseTasks(args, flags, cli);
  const limits = chosen && (await lifeLimits(flags, cli));
  const stateDir = limits && (await writableState(cli));
  if (!chosen || stateDir === undefined) return EXIT_INVALID;
  const refused = refusal(chosen.selection);
  if (refused !== undefined) {
    await printDiagnostics([errorDiagnostic({message: refused})], noText, cli);
    return EXIT_INVALID;
  }
  const request = {
    ...{chosen, flags, cwd: cli.cwd, env: cli.env},
    observer: {stateDir, here: await bootAndNamespace()},
    command: [...cli.program, ...call.argv] as const,
  };
  if (flags.copies !== undefined) {
    const {startCopies} = await import('./copies/start-copies.ts');
    return await startCopies({...request, copies: flags.copies}, cli);
  }
  const {onLoss, codeOf} = noteLosses(cli);
  const {code, up} = await detachRun(request, stdoutFront({format: flags.format, onLoss}, cli));
  if (up && flags.format !== 'json') {
    const isDefault = up.name === chosen.launch.name;
    const text = upText(up.name, {isNew: up.isNew, isDefault, until: chosen.selection.until});
    openSink(cli.stdout, onLoss).write(`${text}\n`);
  }
  return codeOf(code);
}

/** Why these tasks cannot run detached. */
function refusal({tasks}: Selection): string | undefined {
  const interactive = [...tasks.values()].find(task => task.isInteractive());
  if (!interactive) return undefined;
  return `task \`${interactive.name}\` is interactive, and a detached run has no terminal; leave it out, or run it without \`--detach\``;
}
