/**
 * The shape of `bottle ps --format json`. This file is its single source of truth: `npm run schema` generates
 * schema/ps.schema.json from it, and a test fails if they differ.
 *
 * Within one version, keys may be added, but none is renamed, removed or given another meaning; readers should ignore unknown
 * keys. A value is `null` if it is not known, or if there is none.
 */
export interface RunList {
  /** The version of this format. */
  readonly version: 1;
  /** The runs, the oldest first. */
  readonly runs: readonly ListedRun[];
}

/** A run. */
export interface ListedRun {
  /** Its id. */
  readonly run: string;
  /** The name by which commands refer to it, unique among the live runs. */
  readonly name: string;
  /** The absolute path of the launch file. */
  readonly file: string | null;
  readonly state: RunState;
  readonly tasks: readonly ListedTask[];
  /** How many of its tasks have come up: `ready`, `done`, `exited` as allowed, or `skipped`. */
  readonly up: number;
  /** How many were stopped by `bottle stop`. */
  readonly stopped: number;
  /** Whether it has no terminal of its own. */
  readonly detached: boolean | null;
  /** The process of the run. */
  readonly pid: number | null;
  /** When it was started, in UTC. */
  readonly startedAt: string | null;
  /** How long it has been running, or was until it ended, in milliseconds. */
  readonly ageMs: number | null;
  /** The version of bottle that runs it. */
  readonly bottle: string | null;
  /** Why this bottle cannot read it: the parts of its journal that only a newer version knows. */
  readonly unknown: readonly string[];
}

/**
 * The state of a run:
 * - `starting`: some of its tasks have not come up yet, or are being restarted.
 * - `ready`: everything is up.
 * - `stopping`: its tasks are being stopped.
 * - `failed`: a task has failed. The run continues with the other tasks, or has ended.
 * - `dead`: its process is gone without a teardown, and `bottle down` or the next run of the file cleans up.
 * - `ended`: it has ended, and nothing failed.
 */
export type RunState = 'starting' | 'ready' | 'stopping' | 'failed' | 'dead' | 'ended';

/** A task of a run. */
export interface ListedTask {
  readonly task: string;
  readonly kind: string;
  readonly state: ListedTaskState;
  /** The URLs of its http and port probes, and of its published ports. */
  readonly urls: readonly string[];
  /** Its address, such as a leased one or that of a container. */
  readonly address: string | null;
  /** The process that it started on the host. */
  readonly pid: number | null;
  /** The name of its container. */
  readonly container: string | null;
  /** The name of its microVM. */
  readonly machine: string | null;
  /** How often it was started again after it had been up. */
  readonly restarts: number;
  /** Use of CPU time since its processes were started, or with `--watch` since the last time; 100 is one CPU. */
  readonly cpuPercent: number | null;
  /** Resident memory of its processes or container, in bytes. */
  readonly memoryBytes: number | null;
  /** Why it failed. */
  readonly failure: string | null;
}

/**
 * The state of a task. Besides the states of a live run:
 * - `gone`: its process or container does not exist any more.
 * - `orphaned`: the run is dead, and the process or container still exists.
 * - `unknown`: the run is dead, and whether its process or container still exists cannot be seen from here.
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
