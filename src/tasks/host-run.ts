import {orAborted} from '../processes/or-aborted.ts';
import {groupIsAlive} from '../processes/process-group.ts';
import type {Exit} from '../vocabulary/failure.ts';
import {launchHost, recordOf, warnOfDropped, type HostCommand} from './host-task.ts';
import type {UpContext} from './kind.ts';

/** How long a command that is cancelled has from SIGTERM to SIGKILL. */
const GRACE_MS = 10_000;

/**
 * Runs a host command to its end; it is in the journal while it runs. When the signal fires this rejects at once with its
 * reason, and `down` ends the process.
 * @throws TaskError `cannot-start`
 */
export async function runHost(command: HostCommand, context: UpContext): Promise<Exit> {
  const process = await launchHost(command, context);
  warnOfDropped(process, context);
  const record = recordOf(process, GRACE_MS);
  await context.record(record);
  process.begin();
  context.started();
  const exit = await orAborted(process.ended, context.signal);
  // What it left running in its group goes with the run, as `down` reads it from the journal.
  if (!record.group || !(await groupIsAlive(process.identity))) await context.forget(record);
  return exit;
}
