import type {DeferredCommand} from './deferred-command.ts';
import type {TaskName} from './ids.ts';

/** A task of a run and its needs, for the order of the teardown. */
export interface JournaledTask {
  readonly task: TaskName;
  readonly kind: string;
  readonly needs: readonly TaskName[];
}

/**
 * A record of something that a task created, or is about to create, and that must be removed. It contains all inputs of the
 * kind's `down`, because another process may read it from disk. JSON-ready.
 */
export type MadeRecord =
  | ProcessRecord
  | UndoRecord
  | OutputsRecord
  | {readonly made: 'lease'; readonly claim: string; readonly nonce: string}
  | {readonly made: 'file'; readonly path: string}
  | DockerRecord
  | ObjectRecord
  | MachineRecord;

/**
 * A host process. `pid`, `startTime`, `bootId` and `pidNamespace` distinguish it from every other process of this machine, past
 * or future.
 */
export interface ProcessRecord {
  readonly made: 'process';
  readonly pid: number;
  readonly startTime: string;
  readonly bootId: string;
  /** The pid namespace that `pid` is relative to. */
  readonly pidNamespace: string;
  /** Whether the process leads its own session and process group; all members are stopped with it. */
  readonly group: boolean;
  /** The time between the stop signal and SIGKILL. */
  readonly graceMs: number;
  /** Default: `SIGTERM`. */
  readonly stopSignal?: string;
  /** A command that asks the process to stop, before the signal. */
  readonly stop?: DeferredCommand;
  /** The path of a cgroup (v2) that was created for the process and its descendants. */
  readonly cgroup?: string;
}

/** The command that reverts the work of a command that has started. */
export interface UndoRecord {
  readonly made: 'undo';
  readonly command: DeferredCommand;
  /** The time limit of the command. */
  readonly graceMs: number;
  /** The recorded success (see fingerprint-store.ts) that becomes invalid once the work is reverted. */
  readonly artifact?: string;
}

/** Outputs of the task that its `undo` reads; they belong to the preceding undo record. */
export interface OutputsRecord {
  readonly made: 'outputs';
  /** Like {@link DeferredCommand.values}. */
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * A Docker object. The name is chosen in advance and contains the id of the run, so it can be recorded before the object is
 * created. `engine` is the address of the object's engine, `certs` the folder with its certificates if the launch file sets one,
 * and `run` the value of the object's label `bottle.run`.
 */
export interface DockerRecord {
  readonly made: 'container' | 'network' | 'volume';
  readonly name: string;
  readonly run: string;
  readonly engine: string;
  readonly certs?: string;
  /** The time between the stop signal of a container and its kill. */
  readonly graceMs: number;
  /** Commands to run in a container before its stop signal, within that time. */
  readonly preStop?: readonly DeferredHook[];
}

/**
 * An object in a Kubernetes cluster. The name is chosen in advance; `run` is the value of the object's label `bottle.run`. An
 * object with another value is not this object.
 */
export interface ObjectRecord {
  readonly made: 'object';
  /** `Pod`, `Service`, … */
  readonly kind: string;
  readonly name: string;
  /** For a namespace, its own name. */
  readonly namespace: string;
  readonly run: string;
  /** The cluster, with enough data to find it from any machine that can reach it. */
  readonly cluster: ClusterAddress;
  /** The container of a pod to stop. If absent, the whole pod is removed. */
  readonly container?: string;
  /** The time between the stop signal of a pod and its kill. */
  readonly graceMs: number;
  /** Commands to run in a pod before its stop signal, within that time. */
  readonly preStop?: readonly DeferredHook[];
}

/** A Kubernetes cluster, and the settings that select it. */
export interface ClusterAddress {
  /** The URL of its API server. */
  readonly server: string;
  /** Absent inside a pod. */
  readonly context?: string;
  /** The path of a kubeconfig. Default: the files that kubectl uses. */
  readonly kubeconfig?: string;
}

/** A command to run inside a container. */
export interface DeferredHook {
  readonly command: DeferredCommand;
  /** Default: the container's. */
  readonly user?: string;
  /** Default: the container's. */
  readonly workdir?: string;
  /** Default: `false`. */
  readonly privileged?: boolean;
}

/** A microVM. The name is chosen in advance and contains the id of the run. */
export interface MachineRecord {
  readonly made: 'machine';
  readonly name: string;
  /** The variables of smolvm's environment that locate its state directory, with their values at creation. */
  readonly places: Readonly<Record<string, string>>;
}
