import {afterServiceEnd, stoppedFrom, stoppingTo, type ServiceEnd} from '../lifecycle/next-state.ts';
import {LAST_LINES} from '../output/last-output.ts';
import {livenessOf} from '../probes/liveness.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {exitFailure} from '../vocabulary/make-failure.ts';
import type {ProbedTask} from './await-ready.ts';
import {policyOf} from './policy.ts';
import type {Session} from './session.ts';
import {stateIn} from './task-table.ts';
import {watchLiveness} from './watch-liveness.ts';

/** Watches ready tasks, and updates their states if they end or become unhealthy. */
export interface ReadyWatches {
  begin(probed: ProbedTask): void;
  /**
   * For tasks that are no longer ready. Settles when no liveness probe of the task is running a command; `undefined` if it has no
   * such probes.
   */
  endProbes(task: TaskName): Promise<void> | undefined;
}

export function createReadyWatches({table, failByBug}: Session): ReadyWatches {
  const healthWatches = new Map<TaskName, HealthWatch>();
  table.onMove((name, from) => {
    if (from.status === 'ready') healthWatches.get(name)?.over.abort();
  });
  return {
    begin(probed) {
      const {task, up, session} = probed;
      watchEnd({task, up, session}).catch(failByBug);
      if (livenessOf(probed.task.source).length === 0) return;
      const watch = watchHealth(probed);
      watch.done.catch(failByBug);
      healthWatches.set(probed.task.name, watch);
    },
    endProbes: name => healthWatches.get(name)?.done,
  };
}

interface HealthWatch {
  readonly over: AbortController;
  readonly done: Promise<void>;
}

/** Without the context of the attempt, which includes the environment, since it lives as long as the service. */
async function watchEnd(probed: Omit<ProbedTask, 'context'>): Promise<void> {
  const {up, session} = probed;
  const {name} = probed.task;
  const {table, desired, logs} = session;
  const ready = readyState(probed);
  const exit = await up.ended;
  if (!exit || ready.isOver()) return;
  // The task was about to be stopped anyway, after its dependents.
  if (desired.of(name) !== 'up') {
    table.move(name, stoppingTo(stoppedFrom(ready.state, desired.causeOf(name))));
    return;
  }
  const lastLines = up.subject.output?.last(LAST_LINES) ?? [];
  const failure = exitFailure({task: name, during: 'up', exit, lastLines, log: logs.pathOf(name)});
  ready.end({failure, exit});
}

/** Polls the liveness probes of a task while it is ready. */
function watchHealth(probed: ProbedTask): HealthWatch {
  const {task, context, session} = probed;
  const {name} = task;
  const ready = readyState(probed);
  const over = new AbortController();
  const done = watchLiveness(probed, over.signal, found => {
    if (ready.isOver() || session.desired.of(name) !== 'up') return;
    const output = {
      lastLines: context.output.lines.last(LAST_LINES),
      log: session.logs.pathOf(name),
    };
    ready.end({failure: {reason: 'unhealthy', task: name, ...found, ...output}});
  });
  return {over, done};
}

/** The current state of a ready task, and a function to end it. */
function readyState({task, session}: Pick<ProbedTask, 'task' | 'session'>) {
  const {table, services, stop} = session;
  const {name} = task;
  const state = stateIn(table, name, 'ready');
  const readyAt = services.clock.now();
  return {
    state,
    /** Whether the task has changed its state since, or the run is stopping. */
    isOver: () => table.stateOf(name) !== state || stop.signal.aborted,
    end(end: Omit<ServiceEnd, 'upMs'>): void {
      const upMs = services.clock.now() - readyAt;
      table.move(name, afterServiceEnd(state, {...end, upMs}, policyOf(task, session)));
    },
  };
}
