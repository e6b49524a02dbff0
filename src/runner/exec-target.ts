import {resolve} from 'node:path';
import type {TaskStatus} from '../lifecycle/task-state.ts';
import {sourceFileOf, type Task} from '../model/launch-file.ts';
import {placeOfTask} from '../model/place-of-task.ts';
import {values} from '../values/resolve.ts';
import {entryFor, type TaskName} from '../vocabulary/ids.ts';
import {commandEnvironment, readEnvFiles} from './command-environment.ts';
import {RefusedByRun} from './run-control.ts';
import type {ExecTarget} from './exec-place.ts';
import type {Session} from './session.ts';

/** States in which a task's environment is known, because its process, container or machine is running or has run. */
const REACHABLE: readonly TaskStatus[] = ['running', 'probing', 'ready', 'done'];

/** @throws RefusedByRun */
export async function execTarget(name: TaskName, session: Session): Promise<ExecTarget> {
  const {tasks, table} = session;
  const task = tasks.get(name);
  if (!task) throw new RefusedByRun({reason: 'unknown-task', task: name, known: table.tasks});
  const {status} = table.stateOf(name);
  if (!REACHABLE.includes(status)) throw new RefusedByRun({reason: 'not-up', task: name, status});
  const place = await placeOf(task, session);
  if (!place) throw new RefusedByRun({reason: 'no-commands', task: name, kind: task.kind.name});
  return place;
}

async function placeOf(task: Task, session: Session): Promise<ExecTarget | undefined> {
  const {source} = task;
  if ('run' in source || 'serve' in source) return await onHost(task, source.cwd, session);
  if ('wait' in source) return await onHost(task, undefined, session);
  // The command of an `exec` task runs in another task's container or machine.
  const other = 'exec' in source ? entryFor(session.tasks, source.exec.in) : task;
  return other?.kind.channel && inside(other, session);
}

async function onHost(task: Task, cwd: string | undefined, session: Session): Promise<ExecTarget> {
  const {text} = values(session.scopes.ofTask(task));
  const folder = resolve(sourceFileOf(task).dir, text(cwd ?? '.'));
  return {
    where: 'host',
    cwd: folder,
    env: commandEnvironment(task, session, await readEnvFiles(task, session)),
  };
}

function inside(task: Task, {table, env, launch}: Session): ExecTarget {
  const {name, kind, source} = task;
  const place = placeOfTask(task, launch);
  const outputs = table.outputsOf(name) ?? {};
  return {where: 'inside', task: name, kind: kind.name, source, ...(place && {place}), outputs, env};
}
