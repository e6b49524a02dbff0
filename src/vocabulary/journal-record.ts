import type {DeferredCommand} from './deferred-command.ts';
import type {TaskName} from './ids.ts';

/** A task of a run and its needs, for the order of the teardown. */
export interface JournaledTask {
  readonly task: TaskName;
  readonly kind: string;
  readonly needs: readonly TaskName[];
}

/**
 * Something that a task created, or is about to create, and that must be removed again: the inputs of its kind's `down`, and
 * nothing else, because a fresh process reads it from disk. JSON-ready.
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

/** A host process; the first four fields distinguish it from every other process of this machine, past or future. */
export interface ProcessRecord {
  readonly made: 'process';
  readonly pid: number;
  readonly startTime: string;
  readonly bootId: string;
  /** The namespace in which `pid` is its number. */
  readonly pidNamespace: string;
  /** Whether it leads its own session and process group; all members are stopped with it. */
  readonly group: boolean;
  /** How long it has from its stop signal to SIGKILL. */
  readonly graceMs: number;
  /** Default: `SIGTERM`. */
  readonly stopSignal?: string;
  /** A command that asks it to stop, before the signal. */
  readonly stop?: DeferredCommand;
  /** The path of a cgroup (version 2) that was made for it and its descendants. */
  readonly cgroup?: string;
}

/** The work of a command that has begun, and the command that reverts it. */
export interface UndoRecord {
  readonly made: 'undo';
  readonly command: DeferredCommand;
  /** How long that may take. */
  readonly graceMs: number;
  /** The remembered success (see fingerprint-store.ts) that no longer holds once the work is reverted. */
  readonly artifact?: string;
}

/** Outputs of the task that its `undo` reads; they belong to the record of that before this one. */
export interface OutputsRecord {
  readonly made: 'outputs';
  /** As in {@link DeferredCommand.values}. */
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * A Docker object. Its name is chosen beforehand and holds the run's id, so that it can be noted before it is made;
 * `engine` is the address of the engine it is made on, `certs` the folder with the certificates for it, if the launch file names one, and
 * `run` the value of its label `bottle.run`.
 */
export interface DockerRecord {
  readonly made: 'container' | 'network' | 'volume';
  readonly name: string;
  readonly run: string;
  readonly engine: string;
  readonly certs?: string;
  /** How long a container has from its stop signal to its end. */
  readonly graceMs: number;
  /** Commands to run in a container before its stop signal, within that time. */
  readonly preStop?: readonly DeferredHook[];
}

/**
 * An object in a Kubernetes cluster. Its name is chosen beforehand; `run` is the value of its label `bottle.run`, and an object with
 * another one is not this one.
 */
export interface ObjectRecord {
  readonly made: 'object';
  /** `Pod`, `Service`, … */
  readonly kind: string;
  readonly name: string;
  /** Of a namespace, its own name. */
  readonly namespace: string;
  readonly run: string;
  /** The cluster, enough to find it again from any machine that reaches it. */
  readonly cluster: ClusterAddress;
  /** Of a pod: the container of it to stop. Absent: the whole pod is removed. */
  readonly container?: string;
  /** How long a pod has from its stop signal to its end. */
  readonly graceMs: number;
  /** Commands to run in a pod before its stop signal, within that time. */
  readonly preStop?: readonly DeferredHook[];
}

/** A Kubernetes cluster, and the settings that select it. */
export interface ClusterAddress {
  /** The URL of its API server. */
  readonly server: string;
  /** Absent inside of a pod. */
  readonly context?: string;
  /** The path of a kubeconfig. Default: those that kubectl uses. */
  readonly kubeconfig?: string;
}

/** A command to run inside of a container. */
export interface DeferredHook {
  readonly command: DeferredCommand;
  /** Default: that of the container. */
  readonly user?: string;
  /** Default: that of the container. */
  readonly workdir?: string;
  /** Default: `false`. */
  readonly privileged?: boolean;
}

/** A microVM. Its name is chosen beforehand and holds the run's id. */
export interface MachineRecord {
  readonly made: 'machine';
  readonly name: string;
  /** The variables of smolvm's environment that locate its state directory, with their values at creation. */
  readonly places: Readonly<Record<string, string>>;
}
