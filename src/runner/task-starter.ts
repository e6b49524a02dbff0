import type {Task} from '../model/launch-file.ts';
import type {Up} from '../tasks/task-context.ts';
import {TaskError, type TaskFailure} from '../vocabulary/failure.ts';
import {entryOf, type TaskName} from '../vocabulary/ids.ts';
import {attempt, type AttemptContext} from './attempt.ts';
import type {ProbedTask} from './await-ready.ts';
import {beginStart, type TaskStart} from './task-start.ts';
import {
  afterAttempt,
  afterDelay,
  afterTimeout,
  failedToStart,
  type AttemptEnd,
} from '../lifecycle/next-state.ts';
import type {StartCause} from '../vocabulary/event.ts';
import {policyOf} from './policy.ts';
import {createReadyWatches, type ReadyWatches} from './ready-watches.ts';
import type {Session} from './session.ts';
import {withSlotWaiters} from './slot-waiters.ts';
import {stateIn} from './task-table.ts';
import {exhaustedBy} from '../vocabulary/exhausted.ts';
import {internalFailure} from '../vocabulary/make-failure.ts';

/** Starts tasks, with retries and restarts, and updates their states. */
export interface TaskStarter {
  /** Makes an attempt. Settles when it has ended. */
  start(task: TaskName, cause: StartCause): Promise<void>;
  /** Waits for the delay between two attempts if the task is being restarted. */
  pause(task: TaskName): Promise<void>;
  /** Cancels the current attempt or delay of a task. */
  abort(task: TaskName, reason: unknown): void;
  readonly endProbes: ReadyWatches['endProbes'];
}

export function createTaskStarter(session: Session): TaskStarter {
  const {table, services} = session;
  const starts = new Map<TaskName, TaskStart>();
  const watches = createReadyWatches(session);
  const taskOf = (name: TaskName): Task => entryOf(session.tasks, name);

  const begin = (name: TaskName, cause: StartCause): TaskStart => {
    const onTimeout = cause === 'restart' ? undefined : (): void => failIfIdle(name);
    const start = beginStart(taskOf(name), session, onTimeout);
    starts.set(name, start);
    return start;
  };
  /** A timeout aborts a running attempt. Between attempts, the task must be marked as failed here. */
  const failIfIdle = (name: TaskName): void => {
    const state = table.stateOf(name);
    const start = starts.get(name);
    const timeout = start?.timeout();
    if (!start || !timeout || !('attempt' in state)) return;
    const about = {
      ...{attempt: state.attempt, policy: policyOf(taskOf(name), session)},
      elapsedMs: services.clock.now() - start.startedAt,
    };
    const next = afterTimeout(state, failedToStart(withSlotWaiters(timeout, session), about));
    if (next) table.move(name, next);
  };
  return {
    async start(name, cause) {
      const task = taskOf(name);
      const start = (cause === 'retry' ? starts.get(name) : undefined) ?? begin(name, cause);
      const result = await attemptOnce(task, start, session);
      const state = stateIn(table, name, 'starting', 'running', 'probing', 'stopping');
      const end =
        'probed' in result ? succeeded(result.probed.up) : endBy(result.error, task, start, session);
      const policy = policyOf(task, session, end);
      const next = afterAttempt(state, end, {policy, elapsedMs: services.clock.now() - start.startedAt});
      if (next.status !== 'restarting') start.close();
      table.move(name, next);
      if ('probed' in result && next.status === 'ready') watches.begin(result.probed);
    },
    async pause(name) {
      const state = table.stateOf(name);
      const start = starts.get(name);
      if (!start || state.status !== 'restarting') return;
      if (state.cause.why === 'failed') table.setOutputs(name, undefined);
      await services.clock.sleep(state.delayMs, start.signal);
      failIfIdle(name);
      if (table.stateOf(name) !== state) return;
      start.note('waiting for a slot');
      table.move(name, afterDelay(state));
    },
    abort: (name, reason) => starts.get(name)?.abort(reason),
    endProbes: watches.endProbes,
  };
}

async function attemptOnce(
  task: Task,
  start: TaskStart,
  session: Session,
): Promise<{readonly probed: ProbedTask} | {readonly error: unknown}> {
  try {
    return {probed: await attempt(task, attemptContext(task, start, session), session)};
  } catch (error) {
    return {error};
  }
}

function attemptContext(task: Task, {signal, report, note}: TaskStart, {table}: Session): AttemptContext {
  const {name} = task;
  return {
    number: table.startsOf(name),
    ...{signal, report, note},
    onRunning() {
      const state = table.stateOf(name);
      if (state.status === 'starting') table.move(name, {...state, status: 'running'});
    },
    onProbing() {
      const state = table.stateOf(name);
      if (state.status !== 'starting' && state.status !== 'running') return;
      // The command of a oneshot has ended, so it no longer needs a slot.
      const holdsSlot = state.holdsSlot && task.lifetime() === 'service';
      table.move(name, {...state, status: 'probing', holdsSlot});
    },
  };
}

function succeeded({unchanged}: Up): AttemptEnd {
  return {how: 'succeeded', unchanged};
}

function endBy(error: unknown, {name}: Task, start: TaskStart, session: Session): AttemptEnd {
  const {table, reserves} = session;
  const state = table.stateOf(name);
  const wasInterrupted = 'interruption' in state && state.interruption !== undefined;
  if (wasInterrupted && !(error instanceof TaskError)) return {how: 'aborted'};
  const timeout = start.timeout();
  const failure = withSlotWaiters(timeout ?? asFailure(error, name, reserves.descriptorLimit), session);
  // All removals now wait for the teardown.
  if (failure.reason === 'exhausted' && state.status !== 'stopping') reserves.areNeeded = true;
  return {how: 'failed', failure, mayRetry: error instanceof TaskError && !timeout};
}

/** Converts an error to a task failure. Anything but a TaskError or an exhausted system resource is reported as a bug in bottle. */
function asFailure(error: unknown, task: TaskName, descriptorLimit?: number): TaskFailure {
  if (error instanceof TaskError) return error.failure;
  const exhausted = exhaustedBy(error, descriptorLimit);
  if (exhausted) return {...exhausted, task};
  return {...internalFailure(error), task};
}
