import {referencePaths} from '../../values/reference-paths.ts';
import type {Exit} from '../../vocabulary/failure.ts';
import type {OutputsRecord, UndoRecord} from '../../vocabulary/journal-record.ts';
import {folderOf} from './launch.ts';
import type {UpContext} from '../task-context.ts';
import {deferredText} from '../shared/resolve-deferred.ts';
import type {RunSpec} from './run-spec.ts';

/** The journal record of a command's `undo`, written before the command starts. */
export function undoRecord(
  {undo, shell, cwd, graceMs}: RunSpec,
  context: UpContext,
  artifact?: string,
): UndoRecord | undefined {
  if (undo === undefined) return undefined;
  const command = context.defer(undo, {shell, cwd: folderOf(cwd, context)});
  return {made: 'undo', command, graceMs, ...(artifact !== undefined && {artifact})};
}

/** Records the outputs that the `undo` reads, when they are known. */
export async function noteOutputs(
  {command: {command, env}}: UndoRecord,
  outputs: Readonly<Record<string, string>>,
  context: UpContext,
): Promise<void> {
  const paths = [command, ...Object.values(env)].flat().flatMap(referencePaths);
  const names = paths.flatMap(([root, task, ...name]) =>
    root === 'tasks' && task === context.task ? [name.join('.')] : [],
  );
  if (names.length === 0) return;
  const read = Object.entries(context.withoutSecrets(outputs)).filter(([name]) => names.includes(name));
  const record: OutputsRecord = {made: 'outputs', outputs: Object.fromEntries(read)};
  await context.record(record);
}

/**
 * Drops the `undo` of a command that failed on its own. It may have failed because its result already existed, and bottle must not
 * remove what it did not create. The `undo` of a killed command is kept.
 */
export async function dropUndo(record: UndoRecord, exit: Exit, context: UpContext): Promise<void> {
  const wasKilled = exit.signal !== undefined || (exit.code ?? Infinity) > 128;
  if (wasKilled) return;
  await context.forget(record);
  const command = deferredText(record.command, {}, context);
  context.warn(
    `the command failed, so its \`undo\` was not run; if it left anything behind, run \`${command}\``,
  );
}
