import {mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import type {HostProcess} from '../processes/host-process.ts';
import {groupIsAlive} from '../processes/process-group.ts';
import {TaskError, type Exit} from '../vocabulary/failure.ts';
import {folderOf, launchHost, recordOf} from './host-task.ts';
import type {UpContext} from './kind.ts';
import {parseOutputFile} from './output-file.ts';
import type {RunSpec} from './run.ts';
import {captured} from './captured-text.ts';

/** How long a command that is cancelled has from SIGTERM to SIGKILL. */
const GRACE_MS = 10_000;

/** How many of its last lines a failure tells. */
const LAST_LINES = 10;

/**
 * Runs a command to its end and gives its outputs. When the signal fires it rejects at once with its reason; the process
 * is in the journal then, and ended by `down`.
 * @throws TaskError `exited` for any exit code but 0, `bad-output`, `cannot-start`
 */
export async function runToEnd(spec: RunSpec, context: UpContext): Promise<Readonly<Record<string, string>>> {
  const outputFile = await emptyOutputFile(context);
  const stdout = captured();
  const giveBack = spec.interactive ? await context.takeTerminal() : undefined;
  try {
    context.signal.throwIfAborted();
    const exit = await execute(spec, outputFile, {...context, output: stdout.tee(context.output)});
    if (exit.code !== 0) throw exitError(exit, spec, context);
    const declared = parseOutputFile(await readFile(outputFile, 'utf8'), spec.outputs, context.task);
    return spec.interactive ? declared : {stdout: stdout.text(), ...declared};
  } finally {
    giveBack?.();
    // It may hold secrets, and the directory of a run that fails stays.
    await rm(outputFile, {force: true});
  }
}

async function execute(spec: RunSpec, outputFile: string, context: UpContext): Promise<Exit> {
  const streams = spec.interactive ? 'terminal' : 'separate';
  const cwd = folderOf(spec.cwd, context);
  const process = await launchHost({...spec, cwd, streams, env: {BOTTLE_OUTPUT: outputFile}}, context);
  const record = recordOf(process, GRACE_MS);
  await context.record(record);
  process.begin();
  const exit = await endOf(process, context.signal);
  // What it left running in its group goes with the run, as `down` reads it from the journal.
  if (!record.group || !(await groupIsAlive(process.identity))) await context.forget(record);
  return exit;
}

async function endOf({ended}: HostProcess, signal: AbortSignal): Promise<Exit> {
  const cancelled = new AbortController();
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), {
      once: true,
      signal: cancelled.signal,
    });
    if (signal.aborted) reject(signal.reason as Error);
  });
  return await Promise.race([ended, aborted]).finally(() => cancelled.abort());
}

function exitError(exit: Exit, {interactive}: RunSpec, {task, output}: UpContext): TaskError {
  const said = interactive ? {lastLines: []} : {lastLines: output.lines.last(LAST_LINES), log: output.log};
  return new TaskError({reason: 'exited', task, during: 'starting', exit, terminal: interactive, ...said});
}

async function emptyOutputFile({run, task}: UpContext): Promise<string> {
  const path = join(run.dir, 'outputs', task.replaceAll(' ', '-'));
  await mkdir(dirname(path), {recursive: true, mode: 0o700});
  await writeFile(path, '', {mode: 0o600});
  return path;
}
