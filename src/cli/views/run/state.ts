import type {PlannedTask, RunEvent} from '../../../vocabulary/event.ts';
import type {TaskName} from '../../../vocabulary/ids.ts';
import {addressesFirst, isAddress, probedOutputs} from './addresses.ts';
import {eventText} from './event-text.ts';

/**
 * The state of a run in the live view, reduced from its events. Each event takes constant time.
 *
 *     starting ─run-ready─▶ ready ─teardown-started─▶ stopping
 */
export interface RunState {
  phase: 'starting' | 'ready' | 'stopping';
  /** Of the launch. */
  name: string;
  /** When the phase began, in milliseconds since the start of the run. */
  phaseAtMs: number;
  readonly tasks: Map<TaskName, TaskState>;
}

/**
 *     waiting ─▶ starting ─▶ up ─▶ stopping ─▶ stopped | left-behind
 *        │           └─▶ failed
 *        └─▶ skipped | cancelled
 */
export interface TaskState {
  readonly name: TaskName;
  status:
    | 'waiting'
    | 'starting'
    | 'up'
    | 'skipped'
    | 'cancelled'
    | 'failed'
    | 'stopping'
    | 'stopped'
    | 'left-behind';
  /** When that began, in milliseconds since the start of the run. */
  sinceMs: number;
  /** Its current step. */
  doing: string;
  /** Why it failed, or what of it could not be removed; shown whatever it does next. */
  failure?: string;
  /** The last line that it printed, as it came. */
  lastLine: string;
  /** Its needs that are not met yet. */
  readonly missing: Set<TaskName>;
  /** Probes that have not passed yet. */
  readonly probes: Map<string, ProbeState>;
  /** The probes that passed. */
  readonly passed: string[];
  /** Where it can be reached, once it is up. */
  addresses: readonly string[];
  /** Whether it is part of the teardown. */
  isTornDown: boolean;
}

/** A probe that is being waited for. */
export interface ProbeState {
  readonly sinceMs: number;
  readonly timeoutMs: number;
  /** Empty before the first attempt. */
  lastSeen: string;
}

/** More than fits on any screen; of a line that rewrites itself the end counts. */
const KEPT_OF_LINE = 2_000;

/** The state of a run that has not begun. */
export function newRunState(): RunState {
  return {phase: 'starting', name: '', phaseAtMs: 0, tasks: new Map()};
}

/** Changes the state by what happened. */
export function applyEvent(state: RunState, event: RunEvent): void {
  if (event.type === 'run-started') {
    state.name = event.name;
    for (const {task, needs} of event.tasks) state.tasks.set(task, newTask(task, needs));
  } else if (event.type === 'tasks-joined') {
    for (const {task, needs} of event.tasks) state.tasks.set(task, newTask(task, needs));
  } else if (event.type === 'run-ready') {
    enter(state, 'ready', event.at);
  } else if (event.type === 'teardown-started') {
    enter(state, 'stopping', event.at);
    const tornDown = new Set(event.tasks);
    for (const task of state.tasks.values()) task.isTornDown = tornDown.has(task.name);
  } else if ('task' in event) {
    const task = state.tasks.get(event.task);
    if (task) applyTaskEvent(task, event);
    if (isMet(event)) for (const other of state.tasks.values()) other.missing.delete(event.task);
  }
}

type TaskEvent = Extract<RunEvent, {readonly task: TaskName}>;

function newTask(name: TaskName, needs: PlannedTask['needs']): TaskState {
  return {
    ...{name, status: 'waiting', sinceMs: 0, doing: '', lastLine: '', isTornDown: false},
    ...{missing: new Set(needs.map(({task}) => task)), probes: new Map(), passed: [], addresses: []},
  };
}

function enter(state: RunState, phase: RunState['phase'], atMs: number): void {
  state.phase = phase;
  state.phaseAtMs = atMs;
}

function isMet({type}: TaskEvent): boolean {
  return type === 'task-ready' || type === 'task-done' || type === 'task-skipped';
}

function applyTaskEvent(task: TaskState, event: TaskEvent): void {
  switch (event.type) {
    case 'task-started':
      task.probes.clear();
      task.passed.length = 0;
      return become(task, 'starting', event.at, event.attempt > 1 ? `attempt ${event.attempt}` : '');
    case 'probe-started': {
      const {probe, timeoutMs, at: sinceMs} = event;
      return void task.probes.set(probe, {sinceMs, timeoutMs, lastSeen: ''});
    }
    case 'probe-attempted': {
      const probe = task.probes.get(event.probe);
      if (probe) probe.lastSeen = event.lastSeen;
      return;
    }
    case 'probe-passed':
      task.probes.delete(event.probe);
      return void task.passed.push(event.probe);
    case 'task-ready':
    case 'task-done':
      task.addresses = addressesFirst({...probedOutputs(task.passed), ...event.outputs})
        .filter(isAddress)
        .map(({text}) => text);
      return become(task, 'up', event.at);
    case 'task-skipped':
      return become(task, 'skipped', event.at);
    case 'task-cancelled':
      return become(task, 'cancelled', event.at);
    case 'task-failed':
      task.failure = messageOf(event);
      return become(task, 'failed', event.at);
    case 'task-stopping':
      return become(task, 'stopping', event.at);
    case 'task-stopped':
      return become(task, task.failure === undefined ? 'stopped' : 'failed', event.at);
    case 'task-left-behind':
      task.failure = messageOf(event);
      return become(task, 'left-behind', event.at);
    case 'task-output':
      if (event.stream !== 'console' && event.line !== '') task.lastLine = event.line.slice(-KEPT_OF_LINE);
      return;
    case 'task-progressed':
    case 'task-stop-progressed':
    case 'task-retried':
    case 'service-ended':
      task.doing = messageOf(event);
      return;
    case 'task-waiting':
    case 'task-running':
    case 'task-probing':
    case 'liveness-changed':
    case 'watch-changed':
    case 'task-warned':
    case 'dead-run-warned':
    case 'terminal-taken':
    case 'terminal-released':
  }
}

function become(task: TaskState, status: TaskState['status'], sinceMs: number, doing = ''): void {
  Object.assign(task, {status, sinceMs, doing});
}

function messageOf(event: RunEvent): string {
  return eventText(event)?.text ?? '';
}
