import type {EventOf, PlannedTask, RunEvent, TaskEvent} from '../vocabulary/event.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import {recordTask, withoutPhases, type RecordedTask} from './record-task.ts';
import type {Timeline} from './timeline.ts';

/** The times of a run by its events. Immutable, with structural sharing. */
export interface Recording {
  readonly started: EventOf<'run-started'> | undefined;
  readonly phase: Timeline['phase'];
  /** In the order of the file. */
  readonly tasks: readonly RecordedTask[];
  /** The place of each task in `tasks`. */
  readonly indexOf: ReadonlyMap<TaskName, number>;
  /** How the run came up: set when it was ready for the first time, or began to stop before. */
  readonly start: RunStart | undefined;
  readonly stoppingAtMs: number | undefined;
  /** When the last event happened. */
  readonly atMs: number;
}

/** The start of a run, up to the moment when everything was ready, or the run stopped. */
export interface RunStart {
  readonly fromMs: number;
  readonly toMs: number;
  /** How many tasks may be starting at the same time. */
  readonly jobs: number;
  readonly tasks: readonly RecordedTask[];
  /** `open`: it is not over. */
  readonly end: 'open' | 'ready' | {readonly stoppedBecause: string};
}

/** The recording before the first event. */
export const emptyRecording: Recording = {
  ...{started: undefined, phase: 'starting', tasks: [], indexOf: new Map(), start: undefined},
  ...{stoppingAtMs: undefined, atMs: 0},
};

/**
 * The recording after an event, in constant time except for a copy of the task list. Ignores events that it does not know, and those
 * that are older than the last one: a log that was deleted is written again.
 */
export function foldTimeline(before: Recording, event: RunEvent): Recording {
  if (event.type === 'run-ended') return end(before, Math.max(before.atMs, event.at));
  if (event.at < before.atMs) return before;
  const recording = {...before, atMs: event.at};
  if (event.type === 'run-started') return begin(recording, event);
  if (event.type === 'tasks-joined') return join(recording, event.tasks);
  if (event.type === 'run-ready') return {...withStart(recording, 'ready'), phase: 'ready'};
  if (event.type === 'teardown-started') return stop(recording, event);
  return isOfTask(event) ? recordEvent(recording, event) : recording;
}

function isOfTask(event: RunEvent): event is TaskEvent {
  return 'task' in event && event.type !== 'dead-run-warned';
}

function begin(recording: Recording, started: EventOf<'run-started'>): Recording {
  // Repeated.
  if (recording.started) return recording;
  const tasks = started.tasks.map((task): RecordedTask => ({
    ...withoutPhases(task),
    phases: [{what: 'needs', fromMs: started.at, attempt: 0}],
  }));
  return {...recording, started, ...indexed(tasks)};
}

/** They are stopped at first. */
function join(recording: Recording, joined: readonly PlannedTask[]): Recording {
  const added = joined.filter(({task}) => !recording.indexOf.has(task)).map(withoutPhases);
  return {...recording, ...indexed([...recording.tasks, ...added])};
}

function indexed(tasks: readonly RecordedTask[]): Pick<Recording, 'tasks' | 'indexOf'> {
  return {tasks, indexOf: new Map(tasks.map(({task}, at) => [task, at]))};
}

function withStart(recording: Recording, end: RunStart['end']): Recording {
  const {started, start, tasks, atMs} = recording;
  if (start || !started) return recording;
  return {...recording, start: {fromMs: started.at, toMs: atMs, jobs: started.jobs, tasks, end}};
}

function stop(recording: Recording, {at, because}: EventOf<'teardown-started'>): Recording {
  const {stoppingAtMs = at} = recording;
  return {...withStart(recording, {stoppedBecause: because}), phase: 'stopping', stoppingAtMs};
}

function recordEvent(recording: Recording, event: TaskEvent): Recording {
  const index = recording.indexOf.get(event.task);
  const task = index === undefined ? undefined : recording.tasks[index];
  if (index === undefined || task === undefined) return recording;
  const next = recordTask(task, event);
  return next === task ? recording : {...recording, tasks: recording.tasks.with(index, next)};
}

function end(before: Recording, atMs: number): Recording {
  const recording = withStart({...before, atMs}, {stoppedBecause: 'died'});
  return {...recording, phase: 'ended', tasks: recording.tasks.map(task => closed(task, atMs))};
}

function closed(task: RecordedTask, toMs: number): RecordedTask {
  const last = task.phases.at(-1);
  if (!last || last.toMs !== undefined) return task;
  return {...task, phases: task.phases.with(-1, {...last, toMs})};
}
