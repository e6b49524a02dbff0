import {existsSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {hasTerminal} from '../../processes/standard-streams.ts';
import {TaskError, type Exit} from '../../vocabulary/failure.ts';
import {exitFailure} from '../../vocabulary/make-failure.ts';
import {folderOf, type HostCommand} from './launch.ts';
import {runHost} from './run-command.ts';
import type {FirstCommandContext} from '../kind.ts';
import type {UpContext} from '../task-context.ts';
import {parseOutputFile} from './output-file.ts';
import type {RunSpec} from './run-spec.ts';
import {dropUndo, noteOutputs, undoRecord} from './undo-record.ts';
import type {UndoRecord} from '../../vocabulary/journal-record.ts';
import {captured} from '../shared/captured-output.ts';
import {lastOutput} from '../../output/last-output.ts';

/**
 * Runs a command to completion and returns its outputs. If the signal fires, rejects immediately with its reason. The process is in
 * the journal, so `down` ends it.
 *
 * @param artifact see UndoRecord
 * @throws TaskError `exited` for any exit code but 0, `bad-output`, `cannot-start`
 */
export async function runToEnd(
  spec: RunSpec,
  context: UpContext,
  artifact?: string,
): Promise<Readonly<Record<string, string>>> {
  const outputFile = outputFileOf(context);
  const stdout = captured();
  const undo = undoRecord(spec, context, artifact);
  const giveBack = spec.interactive ? await context.takeTerminal() : undefined;
  try {
    context.signal.throwIfAborted();
    const hadTerminal = spec.interactive && hasTerminal();
    const exit = await execute({spec, undo}, {...context, output: stdout.tee(context.output)});
    if (hadTerminal && exit.code !== 0 && !hasTerminal()) await awaitOwnHangup(context);
    if (exit.code !== 0) {
      takeText(outputFile);
      if (undo) await dropUndo(undo, exit, context);
      throw exitError(exit, spec, context);
    }
    const declared = parseOutputFile(takeText(outputFile), spec.outputs, context.task);
    const outputs = spec.interactive ? declared : {stdout: stdout.text(), ...declared};
    context.hideSecrets(outputs);
    if (undo) await noteOutputs(undo, outputs, context);
    return outputs;
  } finally {
    giveBack?.();
  }
}

/** How long to wait for bottle's own SIGHUP after a command on the same terminal has ended. With `nohup` there is none. */
const HANGUP_MS = 1000;

/**
 * A closed terminal ends both the command and the run. Waits for bottle's own SIGHUP, so that the end of the run is reported, and not
 * a failure of the command.
 */
async function awaitOwnHangup({services, signal}: UpContext): Promise<void> {
  await services.clock.sleep(HANGUP_MS, signal);
  signal.throwIfAborted();
}

interface Execution {
  readonly spec: RunSpec;
  readonly undo: UndoRecord | undefined;
}

async function execute({spec, undo}: Execution, context: UpContext): Promise<Exit> {
  const {graceMs} = spec;
  return await runHost({...hostCommand(spec, context), graceMs, ...(undo && {undo})}, context);
}

/** The command of a `run` task. */
export function hostCommand(spec: RunSpec, context: Omit<FirstCommandContext, 'env'>): HostCommand {
  const {command, shell, stdin, interactive} = spec;
  return {
    ...{command, shell, stdin, streams: interactive ? 'terminal' : 'separate'},
    cwd: folderOf(spec.cwd, context),
    env: {BOTTLE_OUTPUT: outputFileOf(context)},
  };
}

/** Not created in advance, because most commands never write to it, and only this user can access the folder. */
function outputFileOf({run, task}: Pick<FirstCommandContext, 'run' | 'task'>): string {
  return join(run.dir, `output-${task.replaceAll(' ', '-')}`);
}

function exitError(exit: Exit, {interactive}: RunSpec, {task, output}: UpContext): TaskError {
  const said = interactive ? {lastLines: []} : lastOutput(output);
  return new TaskError(exitFailure({task, exit, terminal: interactive, ...said}));
}

/** Reads a file and deletes it, because it may contain secrets; '' if it does not exist, as after most commands. */
function takeText(path: string): string {
  if (!existsSync(path)) return '';
  const text = readFileSync(path, 'utf8');
  rmSync(path);
  return text;
}
