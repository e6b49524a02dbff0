import type {Task} from '../model/launch-file.ts';
import {placeOfTask} from '../model/place-of-task.ts';
import {plannedRun} from '../plan/planned-run.ts';
import {raceAbort} from '../processes/race-abort.ts';
import type {AheadWork} from '../tasks/kind.ts';
import {values} from '../values/resolve.ts';
import {entryOf, type TaskName} from '../vocabulary/ids.ts';
import type {Ahead, Session} from './session.ts';

/**
 * Does work for tasks in advance, in order of their priority. Only for tasks that are certain to run, and only in free slots of
 * `jobs`, so it never delays the start of a task.
 */
export function createAhead(session: () => Session): Ahead {
  const queue = new Map<TaskName, AheadWork>();
  const active = new Map<TaskName, {readonly aborted: AbortController; readonly done: Promise<void>}>();
  const results = new Map<TaskName, Promise<string | undefined>>();
  let isScheduled = false;

  const start = (task: TaskName, work: AheadWork): void => {
    const aborted = new AbortController();
    const {services, launch, tasks} = session();
    const placed = entryOf(tasks, task);
    const report = reporter(task, session());
    const place = async () =>
      await raceAbort(services.places.at(placeOfTask(placed, launch), task), aborted.signal);
    const result = Promise.resolve()
      .then(async () => await work.run({task, signal: aborted.signal, report, place}))
      .catch(() => undefined);
    results.set(task, result);
    const done = result.then(() => {
      active.delete(task);
      schedule();
    });
    active.set(task, {aborted, done});
  };
  const pump = (): void => {
    isScheduled = false;
    for (const [task, work] of queue) {
      if (active.size + startingTasks(session()) >= session().jobs) return;
      queue.delete(task);
      start(task, work);
    }
  };
  /** Runs after all state changes in this turn of the event loop, because tasks that can start have precedence. */
  function schedule(): void {
    if (isScheduled || queue.size === 0) return;
    isScheduled = true;
    setImmediate(pump);
  }
  const abort = (): void => {
    queue.clear();
    for (const {aborted} of active.values()) aborted.abort();
  };
  return {
    begin() {
      for (const [task, work] of worksOf(session())) queue.set(task, work);
      if (queue.size === 0) return;
      const {table, stop} = session();
      stop.signal.addEventListener('abort', abort, {once: true});
      table.onMove((task, _, {status}) => {
        queue.delete(task);
        if (status !== 'waiting' && status !== 'starting') active.get(task)?.aborted.abort();
        schedule();
      });
      schedule();
    },
    of: async task => await results.get(task),
    async close() {
      abort();
      await Promise.all([...active.values()].map(async ({done}) => await done));
    },
  };
}

/** The work for tasks that wait for others and are certain to run. */
function worksOf(session: Session): readonly (readonly [TaskName, AheadWork])[] {
  const {tasks, scopes, taskGraph} = session;
  const waits = [...tasks.values()].filter(
    ({kind, needs}) => kind.ahead !== undefined && needs.some(({to}) => tasks.has(to)),
  );
  if (waits.length === 0) return [];
  const {decisions} = plannedRun(tasks, scopes);
  return waits
    .filter(({name}) => decisions.get(name)?.outcome === 'run')
    .toSorted((a, b) => taskGraph.priorityOf(b.name) - taskGraph.priorityOf(a.name))
    .flatMap(task => {
      const work = knownWork(task, session);
      return work ? [[task.name, work] as const] : [];
    });
}

/** The work in advance for a task; `undefined` if there is none or if it needs a value that is not known yet. */
function knownWork(task: Task, {scopes}: Session): AheadWork | undefined {
  const unknown: (readonly string[])[] = [];
  const work = task.ahead(
    values(scopes.ofTask(task), path => {
      unknown.push(path);
      return '';
    }),
  );
  return unknown.length === 0 ? work : undefined;
}

function startingTasks({table}: Session): number {
  const holdsSlot = (name: TaskName): boolean => {
    const state = table.stateOf(name);
    return 'holdsSlot' in state && state.holdsSlot;
  };
  return table.tasks.filter(holdsSlot).length;
}

/** Creates a function that reports each step once. */
function reporter(task: TaskName, {emit}: Session): (doing: string) => void {
  let last = '';
  return doing => {
    if (doing === last) return;
    last = doing;
    emit({type: 'task-progressed', task, doing});
  };
}
