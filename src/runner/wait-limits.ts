import type {Task} from '../model/launch-file.ts';
import {standingOf} from '../lifecycle/standing.ts';
import {parseDuration} from '../vocabulary/duration.ts';
import {failedToStart} from '../lifecycle/next-state.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {Session} from './session.ts';
import {withSlotWaiters} from './slot-waiters.ts';
import {stateIn} from './task-table.ts';

/** Fails tasks that wait longer than their `wait_timeout` for their needs and a slot. Applies to each start. */
export function limitWaits(session: Session): void {
  const {tasks, table} = session;
  const deadlines = new Map<TaskName, {cancel(): void}>();
  const begin = (name: TaskName): void => {
    const task = tasks.get(name);
    const limit = task?.source.wait_timeout;
    if (task && limit !== undefined) deadlines.set(name, limitWait(task, parseDuration(limit), session));
  };
  for (const name of tasks.keys()) begin(name);
  table.onMove((name, from, to) => {
    if (to.status === 'waiting' && from.status !== 'stopped') return;
    deadlines.get(name)?.cancel();
    deadlines.delete(name);
    if (to.status === 'waiting') begin(name);
  });
}

function limitWait(task: Task, timeoutMs: number, session: Session): {cancel(): void} {
  const {table, services, jobs} = session;
  const startedAt = services.clock.now();
  const deadline = services.clock.deadline(timeoutMs);
  const expire = (): void => {
    const unmet = unmetNeeds(task, session);
    const slots = unmet.length === 0 && {slots: {limit: jobs, waiting: []}};
    const failure = {reason: 'wait-timed-out', task: task.name, timeoutMs, unmet, ...slots} as const;
    const {attempt} = stateIn(table, task.name, 'waiting');
    const policy = {mayFail: task.source.allow_failure ?? false};
    const elapsedMs = services.clock.now() - startedAt;
    table.move(task.name, failedToStart(withSlotWaiters(failure, session), {attempt, policy, elapsedMs}));
  };
  deadline.signal.addEventListener('abort', expire, {once: true});
  return deadline;
}

function unmetNeeds({name}: Task, {table, taskGraph}: Session) {
  const needs = taskGraph.needs.get(name) ?? [];
  const unmet = needs.filter(({to, condition}) => standingOf(table.stateOf(to), condition) !== 'met');
  return [...new Set(unmet.map(({to}) => to))].map(need => ({need, state: table.stateOf(need).status}));
}
