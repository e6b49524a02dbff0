import type {TaskStatus} from '../lifecycle/task-state.ts';
import type {AwaitedThing, EventOf, PlannedTask, StopCause, TaskEvent} from '../vocabulary/event.ts';
import type {TaskFailure} from '../vocabulary/failure.ts';
import type {Leftover} from '../vocabulary/leftover.ts';

/** The state of a task, folded from its events. */
export interface TaskSnapshot extends PlannedTask {
  readonly status: TaskStatus;
  readonly sinceMs: number;
  /** The thing that a waiting task is waiting for. */
  readonly waitsFor: AwaitedThing;
  /** The number of the current or last attempt; 0 before the first one. */
  readonly attempt: number;
  /** Number of restarts, not counting retries of a failed start. */
  readonly restarts: number;
  /** When the current or last attempt began. */
  readonly startedAtMs: number | undefined;
  /** When it was last ready or done. */
  readonly readyAtMs: number | undefined;
  /** The event with the current step, if one was reported in this status. */
  readonly step: StepEvent | undefined;
  /** The event with its failure or leftovers, until the next attempt. */
  readonly problem: ProblemEvent | undefined;
  readonly failure: TaskFailure | undefined;
  /** Why it was skipped or cancelled. */
  readonly because: string | undefined;
  /** Whether its last attempt was cancelled, or it was cancelled before its first one. */
  readonly isCancelled: boolean;
  readonly stopCause: StopCause | undefined;
  readonly leftovers: readonly Leftover[];
  readonly outputs: Readonly<Record<string, string>>;
  /** The probes of the current attempt. */
  readonly probes: readonly ProbeSnapshot[];
  /** The last line of its output, unchanged; empty if output is not read. */
  readonly lastLine: string;
  /** Whether it is part of the teardown. */
  readonly isTornDown: boolean;
  /** Whether all its resources were removed, except leftovers. */
  readonly isRemoved: boolean;
}

/** A pending or passed probe. */
export interface ProbeSnapshot {
  readonly probe: string;
  /** See the event `probe-started`. */
  readonly url?: string;
  readonly sinceMs: number;
  readonly timeoutMs: number;
  /** Empty before the first attempt. */
  readonly lastSeen: string;
  readonly hasPassed: boolean;
}

export type StepEvent = EventOf<
  'task-progressed' | 'task-stop-progressed' | 'task-retried' | 'service-ended' | 'liveness-changed'
>;
export type ProblemEvent = EventOf<'task-failed' | 'service-ended' | 'task-left-behind'>;

/** The state of a task before its first event. */
export function newTask(planned: PlannedTask): TaskSnapshot {
  return {
    ...planned,
    ...{status: 'waiting', sinceMs: 0, waitsFor: 'needs', attempt: 0, restarts: 0},
    ...{startedAtMs: undefined, readyAtMs: undefined},
    ...{step: undefined, problem: undefined, failure: undefined, because: undefined},
    ...{isCancelled: false, stopCause: undefined},
    ...{leftovers: [], outputs: {}, probes: [], lastLine: '', isTornDown: false, isRemoved: false},
  };
}

/** The state of a task after one of its events. */
export function foldTask(task: TaskSnapshot, event: TaskEvent): TaskSnapshot {
  const enter = (status: TaskStatus, more: Partial<TaskSnapshot> = {}): TaskSnapshot => ({
    ...task,
    ...{status, sinceMs: event.at, step: undefined},
    ...more,
  });
  switch (event.type) {
    case 'task-waiting':
      return enter('waiting', {waitsFor: event.for});
    case 'task-started':
      return enter('starting', {...attemptOf(task, event), startedAtMs: event.at});
    case 'task-running':
      return enter('running', {sinceMs: task.sinceMs, step: task.step});
    case 'task-probing':
      return enter('probing', {sinceMs: task.sinceMs, step: task.step});
    case 'probe-started': {
      const {probe, url, timeoutMs, at: sinceMs} = event;
      const started = {probe, ...(url !== undefined && {url}), sinceMs, timeoutMs};
      return withProbe(task, {...started, lastSeen: '', hasPassed: false});
    }
    case 'probe-attempted':
      return changeProbe(task, event.probe, {lastSeen: event.lastSeen});
    case 'probe-passed':
      return changeProbe(task, event.probe, {hasPassed: true});
    case 'liveness-changed':
      return {...changeProbe(task, event.probe, {lastSeen: event.lastSeen}), step: event};
    case 'task-ready':
      return enter('ready', {outputs: event.outputs, readyAtMs: event.at});
    case 'task-done':
      return enter('done', {outputs: event.outputs, readyAtMs: event.at, because: event.because});
    case 'task-skipped':
      return enter('skipped', {because: event.because});
    case 'task-cancelled':
      return enter('cancelled', {because: event.because, isCancelled: true});
    case 'task-failed':
      return enter('failed', {failure: event.failure, problem: event});
    case 'task-retried':
      return enter('restarting', {step: event});
    case 'service-ended':
      return afterEnd(enter(STATUS_AFTER[event.then]), event);
    case 'task-stopping':
      // Between two attempts, the step remains the reason for the next attempt.
      return enter('stopping', {stopCause: event.cause, step: stepOf(task)});
    case 'task-stopped':
      return enter(statusAfterStop({...task, stopCause: event.cause}), {isRemoved: true, step: stepOf(task)});
    case 'task-left-behind':
      return enter(statusAfterStop(task), {isRemoved: true, problem: event, leftovers: event.leftovers});
    case 'task-output':
      return withOutput(task, event);
    case 'task-progressed':
    case 'task-stop-progressed':
      return {...task, step: event};
    case 'task-warned':
    case 'watch-changed':
    case 'terminal-taken':
    case 'terminal-released':
      return task;
  }
}

function stepOf({step}: TaskSnapshot): TaskSnapshot['step'] {
  return step?.type === 'task-retried' || step?.type === 'service-ended' ? step : undefined;
}

function attemptOf(task: TaskSnapshot, {attempt, cause}: EventOf<'task-started'>): Partial<TaskSnapshot> {
  // Tasks that join the run are started on request too.
  const isRestart = cause !== 'needs-met' && cause !== 'retry' && task.attempt > 0;
  return {
    ...{attempt, restarts: task.restarts + (isRestart ? 1 : 0), probes: [], leftovers: []},
    ...{problem: undefined, failure: undefined, because: undefined, stopCause: undefined},
    ...{isCancelled: false, isRemoved: false},
  };
}

const STATUS_AFTER = {
  ignored: 'exited',
  restarted: 'restarting',
  failed: 'failed',
  allowed: 'failed',
} as const satisfies Record<EventOf<'service-ended'>['then'], TaskStatus>;

function afterEnd(task: TaskSnapshot, event: EventOf<'service-ended'>): TaskSnapshot {
  return task.status === 'failed'
    ? {...task, failure: event.failure, problem: event}
    : {...task, step: event};
}

/** The status after a stop. A failed or cancelled task keeps its status; a task between two attempts is restarting. */
function statusAfterStop({stopCause, failure, step, isCancelled}: TaskSnapshot): TaskStatus {
  if (stopCause === 'retry' || stopCause === 'restart') return 'restarting';
  if (stopCause === 'unhealthy')
    return step?.type === 'service-ended' && step.then === 'ignored' ? 'exited' : 'restarting';
  if (stopCause === 'requested' || stopCause === 'dependency' || stopCause === 'changed') return 'stopped';
  if (failure !== undefined) return 'failed';
  return isCancelled ? 'cancelled' : 'stopped';
}

function withProbe(task: TaskSnapshot, probe: ProbeSnapshot): TaskSnapshot {
  return {...task, probes: [...task.probes.filter(other => other.probe !== probe.probe), probe]};
}

function changeProbe(task: TaskSnapshot, name: string, change: Partial<ProbeSnapshot>): TaskSnapshot {
  const probes = task.probes.map(probe => (probe.probe === name ? {...probe, ...change} : probe));
  return {...task, probes};
}

/** More than fits on any screen. The end of a line is kept, since progress bars overwrite the start. */
const KEPT_OF_LINE = 2_000;

function withOutput(task: TaskSnapshot, {stream, line}: EventOf<'task-output'>): TaskSnapshot {
  return stream === 'console' || line === '' ? task : {...task, lastLine: line.slice(-KEPT_OF_LINE)};
}
