/**
 * The shape of `bottle ps --format json`. This file is its single source of truth: `npm run schema` generates
 * schema/ps.schema.json from it, and a test fails if they differ.
 *
 * Within a version, keys may be added, but existing keys are never renamed, removed or redefined; readers should ignore unknown
 * keys. A value is `null` if it is unknown or does not exist.
 */
export interface RunList {
  /** The version of this format. */
  readonly version: 1;
  /** The runs, the oldest first. */
  readonly runs: readonly ListedRun[];
}

/** A run. */
export interface ListedRun {
  /** The id of the run. */
  readonly run: string;
  /** The name by which commands refer to it, unique among the live runs. */
  readonly name: string;
  /** The absolute path of the launch file. */
  readonly file: string | null;
  readonly state: RunState;
  readonly tasks: readonly ListedTask[];
  /** The number of tasks that have come up: `ready`, `done`, `exited` as allowed, or `skipped`. */
  readonly up: number;
  /** The number of tasks stopped by `bottle stop`. */
  readonly stopped: number;
  /** Whether the run is detached from any terminal. */
  readonly detached: boolean | null;
  /** The process of the run. */
  readonly pid: number | null;
  /** When the run started, in UTC. */
  readonly startedAt: string | null;
  /** How long the run has been up, or was up until it ended, in milliseconds. */
  readonly ageMs: number | null;
  /** The version of bottle that started the run. */
  readonly bottle: string | null;
  /** Parts of the run's journal that only a newer version of bottle can read. */
  readonly unknown: readonly string[];
}

/**
 * The state of a run:
 * - `starting`: some of its tasks have not come up yet, or are being restarted.
 * - `ready`: everything is up.
 * - `stopping`: its tasks are being stopped.
 * - `failed`: a task has failed. The run continues with the other tasks, or has ended.
 * - `dead`: its process ended without a teardown; `bottle down` or the next run of the file cleans up.
 * - `ended`: it has ended, and nothing failed.
 */
export type RunState = 'starting' | 'ready' | 'stopping' | 'failed' | 'dead' | 'ended';

/** A task of a run. */
export interface ListedTask {
  readonly task: string;
  readonly kind: string;
  readonly state: ListedTaskState;
  /** The URLs of the task's http and port probes, and of its published ports. */
  readonly urls: readonly string[];
  /** The address of the task, such as a leased address or the address of a container. */
  readonly address: string | null;
  /** The pid of the task's process on the host. */
  readonly pid: number | null;
  /** The name of the task's container. */
  readonly container: string | null;
  /** The name of the task's microVM. */
  readonly machine: string | null;
  /** How many times the task was restarted after it had been up. */
  readonly restarts: number;
  /** CPU usage since the processes were started, or with `--watch` since the last update; 100 is one CPU. */
  readonly cpuPercent: number | null;
  /** Resident memory of the task's processes or container, in bytes. */
  readonly memoryBytes: number | null;
  /** Why the task failed. */
  readonly failure: string | null;
}

/**
 * The state of a task. In addition to the states of a live run:
 * - `gone`: the process or container no longer exists.
 * - `orphaned`: the run is dead, and the process or container still exists.
 * - `unknown`: the run is dead, and it cannot be determined from here whether the process or container still exists.
 */
export type ListedTaskState =
  | 'waiting'
  | 'starting'
  | 'running'
  | 'probing'
  | 'ready'
  | 'exited'
  | 'restarting'
  | 'done'
  | 'skipped'
  | 'stopping'
  | 'failed'
  | 'cancelled'
  | 'stopped'
  | 'gone'
  | 'orphaned'
  | 'unknown';
