import type {Diagnostic} from './diagnostic.ts';
import type {RunId, TaskName} from './ids.ts';
import type {FilePosition} from './line-index.ts';

/**
 * A failure, as facts. cli/text/failure-text.ts turns it into text, and cli/exit-code.ts into an exit code. `task` is the root
 * cause, never a task that was cancelled because of it.
 */
export type Failure = FileFailure | TaskFailure;

/** The file or the command line is invalid; nothing was started. */
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

/** A task failed before it ran anything. */
export interface CannotStartFailure {
  readonly reason: 'cannot-start';
  readonly task: TaskName;
  /** A program, or the kind of the task. */
  readonly what: string;
  readonly why: string;
  /** The location of the value that caused the failure, if any. */
  readonly at?: FilePosition;
}

/** A command failed, or a process that should have kept running exited. */
export interface ExitFailure {
  readonly reason: 'exited';
  readonly task: TaskName;
  /** The state of the task at that moment, for the user: `starting` or `up`. */
  readonly during: 'starting' | 'up';
  readonly exit: Exit;
  /** Whether the command had the terminal, where its messages are already visible. */
  readonly terminal: boolean;
  readonly lastLines: readonly string[];
  readonly log?: string;
  /** Whether a command inside may be retried; set only after a kill, of the command or of its exec channel. */
  readonly mayRetry?: boolean;
}

/** How a process ended: by exiting with `code`, or by `signal` (`code` is then 128 plus its number). Machines have neither. */
export interface Exit {
  readonly code?: number;
  readonly signal?: string;
  /** The cause, if more than the code is known: "it ran out of memory". */
  readonly because?: string;
  /** Child processes that are still running after a successful exit: `redis-server (pid 4711)`. */
  readonly leftRunning?: readonly string[];
}

/** Tasks that waited for a slot because the `jobs` limit was reached, which may be why a deadline has passed. */
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
  /** The needs that were not met, with their states; if empty, the task waited for a slot. */
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

/** A probe can never pass. */
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

/** A port of this machine that a task is about to use is already in use. */
export interface PortTakenFailure {
  readonly reason: 'port-taken';
  readonly task: TaskName;
  /** `publish`: a container publishes the port. `listen`: the process of the task listens on it, according to the task's probe. */
  readonly use: 'publish' | 'listen';
  readonly endpoint: string;
  readonly holder: string;
}

/** The heartbeat of a run was lost permanently, so other processes would consider the run dead. */
export interface HeartbeatLostFailure {
  readonly reason: 'heartbeat-lost';
  /** The directory of the run. */
  readonly dir: string;
  readonly why: string;
}

/** An environment variable of bottle, or `/proc`, is unusable; nothing was started. */
export interface BadEnvironmentFailure {
  readonly reason: 'bad-environment';
  /** `HOME`: there is no home directory. `PATH`: it is empty. `TMPDIR`: the folder is not writable. `/proc`: of another pid namespace. */
  readonly variable: 'HOME' | 'PATH' | 'TMPDIR' | '/proc';
  /** The folder of `TMPDIR`, or its default. */
  readonly path?: string;
  /** The system's error code, `ENOENT`. */
  readonly why?: string;
}

/** A run of the file is already up, and only one was requested; nothing was started. */
export interface AlreadyUpFailure {
  readonly reason: 'already-up';
  readonly name: string;
  readonly run: RunId;
  /** The launch file of that run. */
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

/** Every address of a pool is in use. */
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
      /** Whether the run is dead, but could not be removed from here. */
      readonly isDead: boolean;
    }
  | {readonly address: string; readonly by: 'other'; readonly what: string};

/** The leased address is not configured on this machine, and bottle is not permitted to add it; `command` adds it. */
export interface AliasMissingFailure {
  readonly reason: 'alias-missing';
  readonly task: TaskName;
  readonly address: string;
  readonly command: string;
}

/** This process or this machine has run out of a resource. */
export interface ExhaustedFailure {
  readonly reason: 'exhausted';
  /** Absent if nothing was started yet. */
  readonly task?: TaskName;
  /** `descriptors`: of this process. `system-descriptors`: of the whole machine. */
  readonly resource:
    | 'descriptors'
    | 'system-descriptors'
    | 'disk'
    | 'quota'
    | 'processes'
    | 'memory'
    | 'inotify-watches'
    | 'inotify-instances';
  /** The maximum number of open descriptors of this process, or of inotify watches or instances of its user, if known. */
  readonly limit?: number;
  /** The system's own message, which names the file or program: "ENOSPC: no space left on device, write". */
  readonly message: string;
}

/** No Docker engine answers. */
export interface NoEngineFailure {
  readonly reason: 'no-engine';
  readonly task: TaskName;
  /** The address that was tried, `unix:///var/run/docker.sock`, and its source, `DOCKER_HOST`. */
  readonly address: string;
  readonly source: string;
  readonly why: string;
  /** How to fix it. */
  readonly next: string;
}

/** The smolvm that creates machines is missing or unusable. */
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

/** The tool that creates a task's resources. */
export type Tool = 'docker' | 'smolvm' | 'kubernetes';

/** A Docker engine, smolvm or a Kubernetes cluster refused a request, or its exec channel broke. */
export interface ToolFailure<Name extends Tool> {
  readonly reason: Name;
  readonly task: TaskName;
  /** The request: "pull `nginx`". */
  readonly doing: string;
  /** Why the request failed, in one line. */
  readonly why: string;
  /** Whether this host has no hypervisor that smolvm can use. */
  readonly lacksHypervisor?: boolean;
  /** The last lines of the failing step of a build. */
  readonly lastLines?: readonly string[];
  readonly log?: string;
}

/** Carries a failure through code that throws. Any other thrown error is a bug. */
export class TaskError extends Error {
  override readonly name = 'TaskError';
  readonly failure: TaskFailure;

  constructor(failure: TaskFailure) {
    super(failure.reason);
    this.failure = failure;
  }
}
