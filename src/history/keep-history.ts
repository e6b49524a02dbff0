import {appendFileSync, readdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {ifExists} from '../processes/expected-error.ts';
import {EVENT_LOG, endedRun, LOGS} from '../state/history-files.ts';
import {JOURNAL} from '../state/journal.ts';
import {removeFile} from '../state/remove-file.ts';
import type {LoggedEvent} from './event-log.ts';
import {readStatus} from './read-events.ts';

/**
 * Deletes everything of an ended run except events and logs, since the rest may contain sensitive data. The journal is deleted last,
 * and only if the events include the end of the run, so that one of them always records it.
 *
 * @param writeEnd writes the missing events, once there is space for them
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

/** Most are files, and Node's `rm` loads a module. */
function removeAll(path: string): void {
  try {
    removeFile(path);
  } catch {
    rmSync(path, {recursive: true, force: true});
  }
}

/** Adds the end to the events of a dead run that has been torn down. A full disk is ignored. */
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
    // The last line of the process may be incomplete.
    appendFileSync(join(dir, EVENT_LOG), `\n${JSON.stringify(end)}\n`);
  } catch {
    // Then the journal is kept, and records the same.
  }
}
