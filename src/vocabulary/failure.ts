import type {Diagnostic} from './diagnostic.ts';
import type {RunId, TaskName} from './ids.ts';
import type {FilePosition} from './line-index.ts';

/**
 * A failure, as facts; cli/text/failure-text.ts makes text of it and cli/exit-code.ts a number. `task` is the root cause,
 * never a task that was cancelled because of it.
 */
export type Failure = FileFailure | TaskFailure;

/** The file or the call is wrong; nothing was started. */
export type FileFailure = {readonly reason: 'invalid-file'; readonly diagnostics: readonly Diagnostic[]};

/** A task failed. */
export type TaskFailure =
  | ExitFailure
  | NotReadyFailure
  | NeverReadyFailure
  | TimedOutFailure
  | UnhealthyFailure
  | WaitTimedOutFailure
  | CannotStartFailure
  | {readonly reason: 'bad-output'; readonly task: TaskName; readonly detail: string}
  | {readonly reason: 'no-secret'; readonly secret: string; readonly source: string; readonly why: string}
  | BadEnvironmentFailure
  | NameTakenFailure
  | AlreadyUpFailure
  | PoolExhaustedFailure
  | AliasMissingFailure
  | NoEngineFailure
  | NoSmolvmFailure
  | ExhaustedFailure
  | ToolFailure<'docker'>
  | ToolFailure<'smolvm'>
  | NoClusterFailure
  | ToolFailure<'kubernetes'>
  | PortTakenFailure
  | HeartbeatLostFailure
  | {readonly reason: 'internal'; readonly task?: TaskName; readonly message: string; readonly stack: string};

/** A task failed before anything of it ran. */
export interface CannotStartFailure {
  readonly reason: 'cannot-start';
  readonly task: TaskName;
  /** A program, or the kind of the task. */
  readonly what: string;
  readonly why: string;
  /** The location of the value that caused it, if one did. */
  readonly at?: FilePosition;
}

/** A command or process ended: a command badly, a process that should have stayed at all. */
export interface ExitFailure {
  readonly reason: 'exited';
  readonly task: TaskName;
  /** Its state for the user at that moment: `starting`, while it was awaited, or `up`. */
  readonly during: 'starting' | 'up';
  readonly exit: Exit;
  /** Whether it had the terminal: its messages are already visible there. */
  readonly terminal: boolean;
  readonly lastLines: readonly string[];
  readonly log?: string;
  /**
   * Whether a command inside a container or machine may be retried; only set if it was killed, since bottle cannot know whether
   * the command or its exec channel was.
   */
  readonly mayRetry?: boolean;
}

/** How a process ended: by itself with `code`, or by `signal` (then `code` is 128 + its number). A machine ends without one. */
export interface Exit {
  readonly code?: number;
  readonly signal?: string;
  /** Why, where more is known than the code: "it ran out of memory". */
  readonly because?: string;
  /** Processes that it started and that still run, `redis-server (pid 4711)`, if it ended well. */
  readonly leftRunning?: readonly string[];
}

/** Tasks that waited for a slot because as many as `jobs` allows were starting: they may be why a deadline has passed. */
export interface SlotWaiters {
  /** The value of `jobs`. */
  readonly limit: number;
  readonly waiting: readonly TaskName[];
}

/** A task took longer than its `timeout`. */
export interface TimedOutFailure {
  readonly reason: 'timed-out';
  readonly task: TaskName;
  readonly timeoutMs: number;
  readonly doing: string;
  readonly slots?: SlotWaiters;
}

/** A task waited for its needs, or for a slot, for longer than its `wait_timeout`. */
export interface WaitTimedOutFailure {
  readonly reason: 'wait-timed-out';
  readonly task: TaskName;
  readonly timeoutMs: number;
  /** The needs that were not met, with their states; if there is none, the task waited for a slot. */
  readonly unmet: readonly {readonly need: TaskName; readonly state: string}[];
  readonly slots?: SlotWaiters;
}

/** A probe's deadline passed. */
export interface NotReadyFailure {
  readonly reason: 'not-ready';
  readonly task: TaskName;
  readonly probe: string;
  readonly attempts: number;
  readonly elapsedMs: number;
  readonly timeoutMs: number;
  readonly lastSeen: string;
  readonly lastLines: readonly string[];
  readonly log?: string;
  readonly slots?: SlotWaiters;
}

/** A probe found out that it can never pass. */
export interface NeverReadyFailure {
  readonly reason: 'never-ready';
  readonly task: TaskName;
  readonly probe: string;
  readonly lastSeen: string;
  /** How to fix it. */
  readonly next?: string;
  readonly lastLines: readonly string[];
  readonly log?: string;
}

/** A liveness probe of a task that was ready failed several times in a row. */
export interface UnhealthyFailure {
  readonly reason: 'unhealthy';
  readonly task: TaskName;
  readonly probe: string;
  readonly failures: number;
  readonly lastSeen: string;
  readonly lastLines: readonly string[];
  readonly log?: string;
}

/** A port of this machine that a task is about to use is another one's already. */
export interface PortTakenFailure {
  readonly reason: 'port-taken';
  readonly task: TaskName;
  /** The use: a container publishes on it; a process listens on it, by the task's own probe. */
  readonly use: 'publish' | 'listen';
  readonly endpoint: string;
  readonly holder: string;
}

/** The heartbeat of a run was lost permanently: other processes would count the run as dead. */
export interface HeartbeatLostFailure {
  readonly reason: 'heartbeat-lost';
  /** The directory of the run. */
  readonly dir: string;
  readonly why: string;
}

/** A variable of the environment that bottle was started in cannot be used; nothing was started. */
export interface BadEnvironmentFailure {
  readonly reason: 'bad-environment';
  /** `HOME`: the user has no home directory at all. `PATH`: it is empty. `TMPDIR`: the folder cannot be written to. */
  readonly variable: 'HOME' | 'PATH' | 'TMPDIR';
  /** The folder of `TMPDIR`, or its default. */
  readonly path?: string;
  /** The system's error code, `ENOENT`. */
  readonly why?: string;
}

/** A run of the file is up, and only one was wanted; nothing was started. */
export interface AlreadyUpFailure {
  readonly reason: 'already-up';
  readonly name: string;
  readonly run: RunId;
  /** Its launch file. */
  readonly file: string;
}

/** A live run has the requested name; nothing was started. */
export interface NameTakenFailure {
  readonly reason: 'name-taken';
  readonly name: string;
  readonly run: RunId;
  /** The launch file of that run. */
  readonly file: string;
}

/** Every address of a pool is taken. */
export interface PoolExhaustedFailure {
  readonly reason: 'pool-exhausted';
  readonly task: TaskName;
  readonly pool: string;
  readonly waitedMs: number;
  readonly holders: readonly LeaseHolder[];
}

/** The holder of an address: a run of bottle, or something else (`what` describes it). */
export type LeaseHolder =
  | {
      readonly address: string;
      readonly by: 'run';
      readonly run: string;
      readonly task: string;
      readonly file: string;
      readonly pid: number;
      /** Whether the run is dead, and could not be removed from here. */
      readonly isDead: boolean;
    }
  | {readonly address: string; readonly by: 'other'; readonly what: string};

/** This machine does not route the leased address, and bottle may not change that; `command` does. */
export interface AliasMissingFailure {
  readonly reason: 'alias-missing';
  readonly task: TaskName;
  readonly address: string;
  readonly command: string;
}

/** This process or this machine has used up something. */
export interface ExhaustedFailure {
  readonly reason: 'exhausted';
  /** Absent if nothing was started yet. */
  readonly task?: TaskName;
  /** `descriptors` of this process, `system-descriptors` of the whole machine. */
  readonly resource:
    | 'descriptors'
    | 'system-descriptors'
    | 'disk'
    | 'quota'
    | 'processes'
    | 'memory'
    | 'inotify-watches'
    | 'inotify-instances';
  /** How many descriptors this process may have open, or how much of inotify its user may use, if known. */
  readonly limit?: number;
  /** The system's own message, which names the file or program: "ENOSPC: no space left on device, write". */
  readonly message: string;
}

/** No Docker engine answers. */
export interface NoEngineFailure {
  readonly reason: 'no-engine';
  readonly task: TaskName;
  /** The address that was tried, `unix:///var/run/docker.sock`, and where it came from: `DOCKER_HOST`. */
  readonly address: string;
  readonly source: string;
  readonly why: string;
  /** How to fix it. */
  readonly next: string;
}

/** There is no smolvm to make machines with. */
export interface NoSmolvmFailure {
  readonly reason: 'no-smolvm';
  readonly task: TaskName;
  readonly why: string;
  /** How to fix it. */
  readonly next: string;
}

/** No Kubernetes cluster answers. */
export interface NoClusterFailure {
  readonly reason: 'no-cluster';
  readonly task: TaskName;
  /** The source of the settings: "context `kind-lab` of /home/me/.kube/config". */
  readonly source: string;
  readonly why: string;
  /** How to fix it. */
  readonly next: string;
}

/** The way in which things are made. */
export type Tool = 'docker' | 'smolvm' | 'kubernetes';

/** A Docker engine, smolvm or a Kubernetes cluster refused a request, or its exec channel broke. */
export interface ToolFailure<Name extends Tool> {
  readonly reason: Name;
  readonly task: TaskName;
  /** The request: "pull `nginx`". */
  readonly doing: string;
  /** Its reason, in one line. */
  readonly why: string;
  /** Whether this host has no hypervisor that smolvm may use. */
  readonly lacksHypervisor?: boolean;
  /** The last lines of a build's failing step. */
  readonly lastLines?: readonly string[];
  readonly log?: string;
}

/** Carries a failure through code that throws; everything else thrown is a bug. */
export class TaskError extends Error {
  override readonly name = 'TaskError';
  readonly failure: TaskFailure;

  constructor(failure: TaskFailure) {
    super(failure.reason);
    this.failure = failure;
  }
}
