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
 * Runs a host command and waits for it. It is in the journal while it runs. If the signal fires, rejects with its reason: as soon as the
 * command waits at its gate, without running it, or immediately if it runs, and `down` ends the process.
 * @throws TaskError `cannot-start`
 */
export async function runHost(
  {undo, graceMs = 10_000, ...command}: RunCommand,
  context: UpContext,
): Promise<Exit> {
  const {signal} = context;
  const process = await launchHost(command, context, signal);
  warnOfDropped(process, context);
  const record = recordOf(process, graceMs);
  const noted = undo ? Promise.all([record, undo].map(context.record)) : context.record(record);
  try {
    await orAbandon(process, noted, signal);
  } catch (error) {
    // The command has done nothing that could be reverted.
    if (undo && signal.aborted) await context.forget(undo);
    throw error;
  }
  process.begin();
  context.started();
  const exit = await raceAbort(process.ended, signal);
  // If processes are left in its group, the record is kept, so that `down` stops them.
  if (!record.group || !(await process.leftGroup())) await context.forget(record);
  return exit;
}
