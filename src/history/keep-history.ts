import {appendFileSync, readdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {ifExists} from '../processes/expected-error.ts';
import {EVENT_LOG, endedRun, LOGS} from '../state/history-files.ts';
import {JOURNAL} from '../state/journal.ts';
import {removeFile} from '../state/remove-file.ts';
import type {LoggedEvent} from './event-log.ts';
import {readStatus} from './read-events.ts';

/**
 * Deletes all files of an ended run except events and logs, since they may contain sensitive data. The journal is deleted last, and
 * only if the events include the end of the run, so that the run is always recorded in one of the two.
 *
 * @param writeEnd writes the missing events, now that there is space for them
 */
export async function keepHistory(dir: string, writeEnd: () => Promise<void> | void): Promise<void> {
  const kept = [EVENT_LOG, LOGS, JOURNAL];
  const rest = ((await ifExists(namesIn(dir))) ?? []).filter(name => !kept.includes(name));
  for (const name of rest) removeAll(join(dir, name));
  await writeEnd();
  if (endedRun(dir)) removeFile(join(dir, JOURNAL));
}

async function namesIn(dir: string): Promise<readonly string[]> {
  return readdirSync(dir);
}

/** Tries to remove a file first: most entries are files, and Node's `rm` loads another module. */
function removeAll(path: string): void {
  try {
    removeFile(path);
  } catch {
    rmSync(path, {recursive: true, force: true});
  }
}

/** Appends `run-ended` to the events of a dead run after its teardown. Write errors are ignored. */
export async function writeEndOfDeadRun(dir: string): Promise<void> {
  const status = await readStatus(dir);
  if (!status?.started || endedRun(dir)) return;
  const now = new Date();
  const end: LoggedEvent = {
    ...{time: now.toISOString(), at: now.getTime() - Date.parse(status.started.startedAt)},
    ...{
      type: 'run-ended',
      reason: 'died',
      failures: status.failures.length,
      leftovers: 0,
      exits: {},
      exitCode: 1,
    },
  };
  try {
    // The last line that the dead process wrote may be incomplete.
    appendFileSync(join(dir, EVENT_LOG), `\n${JSON.stringify(end)}\n`);
  } catch {
    // The journal is kept in this case, so the run is still recorded.
  }
}
