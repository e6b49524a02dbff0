import {raceAbort} from '../../processes/race-abort.ts';
import type {Exit} from '../../vocabulary/failure.ts';
import {launchHost, warnOfDropped, type HostCommand} from './launch.ts';
import {orAbandon, recordOf} from '../../processes/process-record.ts';
import type {UpContext} from '../task-context.ts';
import type {UndoRecord} from '../../vocabulary/journal-record.ts';

/** A host command that runs to its end. */
export interface RunCommand extends HostCommand {
  /** The time between SIGTERM and SIGKILL if it is cancelled. Default: 10 s. */
  readonly graceMs?: number;
  /** Reverts its work. Recorded in the journal before the command starts. */
  readonly undo?: UndoRecord;
}

/**
 * Runs a host command and waits for it. It is in the journal while it runs. If the signal fires, rejects immediately with its reason,
 * and `down` ends the process.
 * @throws TaskError `cannot-start`
 */
export async function runHost(
  {undo, graceMs = 10_000, ...command}: RunCommand,
  context: UpContext,
): Promise<Exit> {
  const process = await launchHost(command, context);
  warnOfDropped(process, context);
  const record = recordOf(process, graceMs);
  const noted = undo ? Promise.all([record, undo].map(context.record)) : context.record(record);
  await orAbandon(process, noted);
  process.begin();
  context.started();
  const exit = await raceAbort(process.ended, context.signal);
  // If processes are left in its group, the record is kept, so that `down` stops them.
  if (!record.group || !(await process.leftGroup())) await context.forget(record);
  return exit;
}
