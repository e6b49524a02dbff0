import type {EngineLookup} from '../docker/engine-location.ts';
import {readStatus} from '../history/read-events.ts';
import {emptyStatus, type RunStatus} from '../history/run-status.ts';
import type {TaskSnapshot} from '../history/task-snapshot.ts';
import type {ListedRun, ListedTask, ListedTaskState} from '../schema/run-list.ts';
import type {Here} from '../processes/process-identity.ts';
import type {TaskFailure} from '../vocabulary/failure.ts';
import type {KnownRun} from './known-run.ts';
import {observe, type Observation, type ObservedTask} from './observe.ts';
import {runFacts} from './run-facts.ts';
import {urlsOf} from './task-urls.ts';
import type {Usage} from './task-usage.ts';

/** Options for listing runs. */
export interface Listing extends EngineLookup {
  readonly here: Here;
  /** Formats a failure as a single line. */
  readonly headline: (failure: TaskFailure) => string;
  /** CPU usage in percent. Default: the average since the start. */
  readonly cpuPercent?: (task: UsageOfTask, at: number) => number | undefined;
}

/** Resource usage of a task. */
export interface UsageOfTask {
  readonly run: string;
  readonly task: string;
  readonly usage: Usage;
}

/** The current state of runs and their tasks. */
export async function listedRuns(runs: readonly KnownRun[], listing: Listing): Promise<readonly ListedRun[]> {
  const statuses: RunStatus[] = [];
  // Sequential, since each read opens a descriptor and there may be hundreds of runs.
  for (const {dir} of runs) statuses.push((await readStatus(dir)) ?? emptyStatus);
  // Observed after the events are read, so that anything they report but that no longer exists counts as gone.
  const observation = await observe(runs, listing);
  return runs.map((run, at) => listedRun(run, statuses[at] ?? emptyStatus, {...listing, observation}));
}

type Context = Listing & {readonly observation: Observation};

type TaskContext = Context & {readonly status: RunStatus};

function listedRun(run: KnownRun, status: RunStatus, context: Context): ListedRun {
  const tasks = status.tasks.map(task => listedTask(run, task, {...context, status}));
  return {...runFacts(run, status, context.observation.at), tasks};
}

function listedTask(run: KnownRun, task: TaskSnapshot, context: TaskContext): ListedTask {
  const {observation, headline, cpuPercent = averagePercent} = context;
  const observed = observation.taskOf(run.id, task.task);
  const usage = sinceStart(observed.usage, task, context);
  const percent = usage && cpuPercent({run: run.id, task: task.task, usage}, observation.at);
  const isThere = run.state !== 'ended';
  const {address} = addressOf(task);
  return {
    ...{task: task.task, kind: task.kind, state: taskState(run, task, observed)},
    ...{urls: isThere ? urlsOf(task) : [], address: (isThere ? address : undefined) ?? null},
    pid: observed.pid ?? null,
    container: observed.container ?? null,
    machine: observed.machine ?? null,
    restarts: task.restarts,
    cpuPercent: percent === undefined ? null : Math.round(percent * 10) / 10,
    memoryBytes: usage?.memoryBytes ?? null,
    failure: task.failure ? headline(task.failure) : null,
  };
}

/** The observed state if it is known to differ from the events, otherwise the state from the events. */
function taskState({state}: KnownRun, {status}: TaskSnapshot, {things}: ObservedTask): ListedTaskState {
  if (state === 'alive') return status === 'ready' && things === 'gone' ? 'gone' : status;
  if (state === 'ended') return status;
  if (things === 'there') return 'orphaned';
  if (things === 'unknown') return 'unknown';
  return SETTLED.includes(status) ? status : 'gone';
}

/** Final states: tasks in them have no processes or containers that could be gone. */
const SETTLED: readonly ListedTaskState[] = ['done', 'exited', 'skipped', 'failed', 'cancelled', 'stopped'];

/** Usage since the start of the task. Its process may be older, because commands wait for the needs of their tasks. */
function sinceStart(
  usage: ObservedTask['usage'],
  {startedAtMs}: TaskSnapshot,
  {status: {started}}: TaskContext,
): ObservedTask['usage'] {
  if (!usage || !started || startedAtMs === undefined) return usage;
  return {...usage, startedAt: Math.max(usage.startedAt, Date.parse(started.startedAt) + startedAtMs)};
}

function averagePercent({usage}: UsageOfTask, at: number): number | undefined {
  const forMs = at - usage.startedAt;
  return forMs > 0 ? (usage.cpuMs / forMs) * 100 : undefined;
}

function addressOf({outputs}: TaskSnapshot): {readonly address: string | undefined} {
  return {address: ['ip', 'address', 'host'].map(name => outputs[name]).find(value => value !== undefined)};
}
