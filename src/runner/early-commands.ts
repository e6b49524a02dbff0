import {availableParallelism} from 'node:os';
import type {TaskState, TaskStatus} from '../lifecycle/task-state.ts';
import {sourceFileOf, type Task} from '../model/launch-file.ts';
import {decide} from '../plan/decision.ts';
import type {EarlyLaunch, EarlyRequest} from '../processes/early-launches.ts';
import {raceAbort} from '../processes/race-abort.ts';
import {values} from '../values/resolve.ts';
import {entryOf, type TaskName} from '../vocabulary/ids.ts';
import {commandEnvironment, readEnvFiles} from './command-environment.ts';
import type {EarlyCommands, Session} from './session.ts';

/** The process's descriptor limit allows one early command for each of these, as for the spare pipes of the pool. */
const DESCRIPTORS_EACH = 64;

/** A gate that is closed exits within a millisecond, unless it has been suspended. */
const END_MS = 1_000;

/**
 * Starts commands up to their gates while the last needs of their tasks are in progress, so that they begin as soon as the needs are
 * met. Only while no other task is starting, so it never delays the start of a task.
 */
export function createEarlyCommands(session: () => Session): EarlyCommands {
  /** For each task that may have an early command: how many needs have not begun yet. */
  const missing = new Map<TaskName, number>();
  const due = new Set<TaskName>();
  const launches = new Map<TaskName, Promise<EarlyLaunch | undefined>>();
  const ending = new Set<Promise<void>>();
  let starting = 0;
  let most = 0;
  let isScheduled = false;

  const discard = (task: TaskName): void => {
    const launch = launches.get(task);
    if (!launch) return;
    launches.delete(task);
    const ended = launch.then(async early => await early?.discard());
    ending.add(ended);
    void ended.then(() => ending.delete(ended));
  };
  const discardAll = (): void => {
    missing.clear();
    due.clear();
    for (const task of [...launches.keys()]) discard(task);
  };
  const pump = (): void => {
    isScheduled = false;
    const {taskGraph, services, stop} = session();
    while (starting === 0 && launches.size < most && !stop.signal.aborted) {
      const task = firstOf(due, taskGraph.priorityOf);
      if (task === undefined) return;
      due.delete(task);
      launches.set(
        task,
        requestOf(task, session()).then(request => {
          if (request) return services.launchEarly(request);
          launches.delete(task);
          schedule();
          return undefined;
        }),
      );
    }
  };
  /** Runs after all state changes in this turn of the event loop, because tasks that can start have precedence. */
  const schedule = (): void => {
    if (isScheduled || due.size === 0) return;
    isScheduled = true;
    setImmediate(pump);
  };
  const count = (task: TaskName, change: number): void => {
    const before = missing.get(task);
    if (before === undefined) return;
    missing.set(task, before + change);
    review(task, session().table.stateOf(task));
  };
  const review = (task: TaskName, {status}: TaskState): void => {
    if (status === 'waiting' && missing.get(task) === 0) due.add(task);
    else due.delete(task);
  };
  const onMove = (task: TaskName, from: TaskState, to: TaskState): void => {
    starting += Number(to.status === 'starting') - Number(from.status === 'starting');
    const change = Number(hasBegun(from)) - Number(hasBegun(to));
    if (change !== 0)
      for (const dependent of session().taskGraph.dependents.get(task) ?? []) count(dependent, change);
    review(task, to);
    if (to.status !== 'waiting' && to.status !== 'starting') discard(task);
    schedule();
  };
  return {
    begin() {
      const {tasks, table, stop} = session();
      for (const {name, kind, needs} of tasks.values()) {
        const others = new Set(needs.map(({to}) => to).filter(to => tasks.has(to)));
        if (kind.firstCommand === undefined || others.size === 0) continue;
        missing.set(name, [...others].filter(to => !hasBegun(table.stateOf(to))).length);
      }
      if (missing.size === 0) return;
      most = mostAtATime(session());
      table.onMove(onMove);
      stop.signal.addEventListener('abort', discardAll, {once: true});
    },
    async close() {
      discardAll();
      if (ending.size === 0) return;
      const limit = session().services.clock.deadline(END_MS);
      await raceAbort(Promise.all(ending), limit.signal).catch(() => undefined);
      limit.cancel();
    },
  };
}

/** Whether a need of these tasks may be met at any time. */
const BEGUN: readonly TaskStatus[] = ['running', 'probing', 'ready', 'exited', 'done', 'skipped'];

function hasBegun({status}: TaskState): boolean {
  return BEGUN.includes(status);
}

/** One for each processor, if there are enough descriptors. */
function mostAtATime({reserves: {descriptorLimit = Infinity}}: Session): number {
  return Math.min(availableParallelism(), Math.floor(descriptorLimit / DESCRIPTORS_EACH));
}

function firstOf(tasks: Iterable<TaskName>, priorityOf: (task: TaskName) => number): TaskName | undefined {
  let first: TaskName | undefined;
  for (const task of tasks) if (first === undefined || priorityOf(task) > priorityOf(first)) first = task;
  return first;
}

/** The first command of a task; `undefined` if it is not certain yet. Errors are reported when the task starts. */
async function requestOf(name: TaskName, session: Session): Promise<EarlyRequest | undefined> {
  const {tasks, scopes, facts, launch, variablesFor} = session;
  const task = entryOf(tasks, name);
  try {
    if (!isCertain(task, session)) return undefined;
    const env = commandEnvironment(task, session, await readEnvFiles(task, session), variablesFor(name));
    const file = {path: launch.path, dir: sourceFileOf(task).dir};
    return task.firstCommand(values(scopes.ofTask(task)), {task: name, run: facts, file, env});
  } catch {
    return undefined;
  }
}

/** Whether a task will run, and everything that it refers to is known. */
function isCertain(task: Task, {tasks, table, scopes}: Session): boolean {
  const statusOf = (other: TaskName): TaskStatus | undefined =>
    tasks.has(other) ? table.stateOf(other).status : undefined;
  const references = task.needs.filter(({origin}) => origin !== 'needs');
  if (references.some(({to}) => statusOf(to) !== 'ready' && statusOf(to) !== 'done')) return false;
  const outcomeOf = (other: TaskName) => (statusOf(other) === 'skipped' ? 'skipped' : 'run');
  return decide(task, {scope: scopes.ofTask(task), outcomeOf}).outcome === 'run';
}
