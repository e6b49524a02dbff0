import type {Task} from '../model/launch-file.ts';
import {parseDuration} from '../vocabulary/duration.ts';
import {failed} from '../lifecycle/next-state.ts';
import type {Session} from './session.ts';
import {withSlotWaiters} from './slot-waiters.ts';
import {standings} from '../lifecycle/task-state.ts';

/** Fails tasks that wait longer than their `wait_timeout` for their needs and a slot. */
export function limitWaits(session: Session): void {
  const limits = [...session.tasks.values()].flatMap(task => {
    const limit = task.source.wait_timeout;
    return limit === undefined
      ? []
      : ([[task.name, limitWait(task, parseDuration(limit), session)]] as const);
  });
  const deadlines = new Map(limits);
  session.table.onMove((name, _, {status}) => {
    if (status === 'waiting') return;
    deadlines.get(name)?.cancel();
    deadlines.delete(name);
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
    const mayFail = task.source.allow_failure ?? false;
    const elapsedMs = services.clock.now() - startedAt;
    table.move(task.name, failed(withSlotWaiters(failure, session), {mayFail}, elapsedMs));
  };
  deadline.signal.addEventListener('abort', expire, {once: true});
  return deadline;
}

function unmetNeeds({name}: Task, {table, taskGraph}: Session) {
  const needs = taskGraph.needs.get(name) ?? [];
  const unmet = needs.filter(({to, condition}) => standings[condition][table.stateOf(to).status] !== 'met');
  return [...new Set(unmet.map(({to}) => to))].map(need => ({need, state: table.stateOf(need).status}));
}
