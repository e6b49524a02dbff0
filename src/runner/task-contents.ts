import {resolve} from 'node:path';
import {hashFiles} from '../freshness/file-hashes.ts';
import {matchFiles} from '../freshness/match-files.ts';
import {sourceFileOf} from '../model/launch-file.ts';
import type {Done} from '../lifecycle/task-state.ts';
import {values} from '../values/resolve.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {outputsReadFrom} from './outputs-read.ts';
import type {Session} from './session.ts';

/** The results of oneshots that are visible to their dependents. */
export interface TaskContents {
  /** Whether a task produced the same results as last time. Remembers the results for the next comparison. */
  compare(task: TaskName, end: Done): Promise<boolean>;
}

export function createTaskContents(session: Session): TaskContents {
  const {table} = session;
  const last = new Map<TaskName, string>();
  return {
    async compare(task, end) {
      if (end.unchanged !== undefined && last.has(task)) return true;
      const before = last.get(task);
      last.delete(task);
      const now = await contentOf(task, session);
      // If the task is already running again, its files may be from that run.
      if (now !== undefined && table.stateOf(task) === end) last.set(task, now);
      return end.unchanged !== undefined || (now !== undefined && now === before);
    },
  };
}

/** The results of a task as a string; `undefined` if it may have changed anything. */
async function contentOf(name: TaskName, session: Session): Promise<string | undefined> {
  const {tasks, table, scopes} = session;
  const task = tasks.get(name);
  const {cwd, generates} = task?.files() ?? {};
  if (task === undefined || cwd === undefined || generates === undefined) return undefined;
  const {text} = values(scopes.ofTask(task));
  const folder = resolve(sourceFileOf(task).dir, text(cwd));
  const read = readOutputs(name, session);
  const outputs = Object.entries(table.outputsOf(name) ?? {}).filter(([output]) => read.has(output));
  const {files} = await matchFiles(folder, generates.map(text));
  return JSON.stringify([outputs, await hashFiles(folder, files)]);
}

/** The outputs that dependents read. Others are ignored, because a command may print something different each time. */
function readOutputs(name: TaskName, session: Session): ReadonlySet<string> {
  const dependents = session.taskGraph.dependents.get(name) ?? [];
  return new Set(
    dependents.flatMap(dependent => {
      const task = session.tasks.get(dependent);
      return task ? [...outputsReadFrom(name, task, session)] : [];
    }),
  );
}
