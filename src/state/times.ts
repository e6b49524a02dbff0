import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {ignoreSystemErrors} from '../processes/expected-error.ts';
import {replaceFile} from './replace-file.ts';
import {makePrivateDirectory} from '../processes/make-directory.ts';
import {setKey} from '../vocabulary/object-of.ts';
import {textHash} from '../vocabulary/text-hash.ts';

/**
 * The durations of the last successful runs of a launch file's tasks, in milliseconds: `times/<hash of the file's path>.json` in the
 * state directory. It contains only task names and times.
 *
 * There is one file for each launch file, replaced as a whole. If two runs end at the same time, the times of one are lost. Rejected:
 * keeping the times of all runs, which would never be deleted.
 */
interface KeptTimes {
  readonly version: 1;
  readonly tasks: TaskTimes;
}

/** Milliseconds by task. */
export type TaskTimes = Readonly<Record<string, number>>;

/** The last durations of a launch file's tasks; empty if there are none or they cannot be read. */
export async function readTimes(stateDir: string, file: string): Promise<TaskTimes> {
  return parse((await read(pathOf(stateDir, file)).catch(ignoreSystemErrors)) ?? '');
}

/** Stores the durations of some tasks, and keeps those of others. They are only hints, so a failed write is ignored. */
export async function rememberTimes(stateDir: string, file: string, times: TaskTimes): Promise<void> {
  if (Object.keys(times).length === 0) return;
  // A spread takes 20 times as long for a thousand tasks.
  const tasks: Record<string, number> = await readTimes(stateDir, file);
  for (const [task, ms] of Object.entries(times)) setKey(tasks, task, ms);
  const kept: KeptTimes = {version: 1, tasks};
  await write(pathOf(stateDir, file), JSON.stringify(kept)).catch(ignoreSystemErrors);
}

async function read(path: string): Promise<string> {
  return readFileSync(path, 'utf8');
}

async function write(path: string, text: string): Promise<void> {
  await makePrivateDirectory(join(path, '..'));
  await replaceFile(path, text);
}

function pathOf(stateDir: string, file: string): string {
  // A collision would only mix up the times of two files.
  return join(stateDir, 'times', `${textHash(file)}.json`);
}

/** A file truncated by a power failure is not valid JSON and counts as empty. */
function parse(text = ''): TaskTimes {
  try {
    const kept = JSON.parse(text) as Partial<KeptTimes> | null;
    return kept?.version === 1 ? (kept.tasks ?? {}) : {};
  } catch {
    return {};
  }
}
