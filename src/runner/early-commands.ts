import {availableParallelism} from 'node:os';
import type {TaskState, TaskStatus} from '../lifecycle/task-state.ts';
import {sourceFileOf, type Task} from '../model/launch-file.ts';
import {decide} from '../plan/decision.ts';
import type {EarlyLaunch, EarlyRequest} from '../processes/early-launches.ts';
import {raceAbort} from '../processes/race-abort.ts';
import {values} from '../values/resolve.ts';
import {entryOf, type TaskName} from '../vocabulary/ids.ts';
import {commandEnvironment, hasEnvFiles, NO_ENV_FILES} from './command-environment.ts';
import type {EarlyCommands, Session} from './session.ts';

/** One early command for this many descriptors of the process's limit, as for the spare pipes of the pool. */
const DESCRIPTORS_EACH = 64;

/** The time to wait for the ends of killed processes, in milliseconds; they need less than one. */
const END_MS = 1_000;

/**
 * Starts commands up to their gates while the last needs of their tasks are in progress and no other task is starting, so that they
 * begin as soon as the needs are met.
 */
export function createEarlyCommands(session: () => Session): EarlyCommands {
  /** For each task that may have an early command: how many needs have not begun yet. */
  const missing = new Map<TaskName, number>();
  const due = new Set<TaskName>();
  const launches = new Map<TaskName, EarlyLaunch>();
  const ending = new Set<Promise<void>>();
  let starting = 0;
  let maxLaunches = 0;
  let isScheduled = false;

  const discard = (task: TaskName): void => {
    const launch = launches.get(task);
    if (!launch) return;
    launches.delete(task);
    const ended = launch.discard();
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
    while (starting === 0 && launches.size < maxLaunches && !stop.signal.aborted) {
      const task = firstOf(due, taskGraph.priorityOf);
      if (task === undefined) return;
      due.delete(task);
      const request = requestOf(task, session());
      if (request) launches.set(task, services.launchEarly(request));
    }
  };
  /** Runs after all state changes in this turn of the event loop, because tasks that can start have precedence. */
  const schedule = (): void => {
    if (isScheduled || due.size === 0) return;
    isScheduled = true;
    setImmediate(pump);
  };
  const review = (task: TaskName, {status}: TaskState): void => {
    const isDue = status === 'waiting' && missing.get(task) === 0 && !launches.has(task);
    if (isDue) due.add(task);
    else due.delete(task);
  };
  const reviewDependents = (need: TaskName, change: number): void => {
    const {taskGraph, table} = session();
    for (const task of taskGraph.dependents.get(need) ?? []) {
      const before = missing.get(task);
      if (before === undefined) continue;
      missing.set(task, before + change);
      review(task, table.stateOf(task));
    }
  };
  const onMove = (task: TaskName, from: TaskState, to: TaskState): void => {
    starting += Number(to.status === 'starting') - Number(from.status === 'starting');
    const change = Number(hasBegun(from)) - Number(hasBegun(to));
    // Once a need is ready or done, references to it can be resolved.
    if (change !== 0 || to.status === 'ready' || to.status === 'done') reviewDependents(task, change);
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
      maxLaunches = maxLaunchesOf(session());
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

/** The statuses of a need whose work is in progress, so that it may be met at any moment, or that is met. */
const BEGUN: readonly TaskStatus[] = ['running', 'probing', 'ready', 'exited', 'done', 'skipped'];

function hasBegun({status}: TaskState): boolean {
  return BEGUN.includes(status);
}

/** One for each processor, if there are enough descriptors. */
function maxLaunchesOf({reserves: {descriptorLimit = Infinity}}: Session): number {
  return Math.min(availableParallelism(), Math.floor(descriptorLimit / DESCRIPTORS_EACH));
}

function firstOf(tasks: Iterable<TaskName>, priorityOf: (task: TaskName) => number): TaskName | undefined {
  let first: TaskName | undefined;
  for (const task of tasks) if (first === undefined || priorityOf(task) > priorityOf(first)) first = task;
  return first;
}

/** The first command of a task; `undefined` if it is not certain yet. Errors are reported when the task starts. */
function requestOf(name: TaskName, session: Session): EarlyRequest | undefined {
  const {tasks, scopes, facts, launch, variablesFor} = session;
  const task = entryOf(tasks, name);
  // Needed tasks may still write env files, and some can be read only once (named pipes).
  if (hasEnvFiles(task) || !isCertain(task, session)) return undefined;
  try {
    const env = commandEnvironment(task, session, NO_ENV_FILES, variablesFor(name));
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
