/**
 * Something that a task made, or is about to make, and that must be taken down again: what its kind's `down` needs,
 * and nothing else, since a fresh process reads it back from disk. JSON-ready.
 */
export type MadeRecord =
  | ProcessRecord
  | {readonly made: 'lease'; readonly claim: string; readonly nonce: string}
  | {readonly made: 'file'; readonly path: string}
  | DockerRecord
  | MachineRecord;

/** A host process; the first four fields tell it apart from every other process that ever was on this machine. */
export interface ProcessRecord {
  readonly made: 'process';
  readonly pid: number;
  readonly startTime: string;
  readonly bootId: string;
  /** The namespace in which `pid` is its number. */
  readonly pidNamespace: string;
  /** Whether it leads a session and process group of its own, whose members are stopped with it. */
  readonly group: boolean;
  /** How long it has from its stop signal to SIGKILL. */
  readonly graceMs: number;
}

/**
 * A Docker object. Its name is chosen beforehand and holds the run's id, so that it can be noted before it is made;
 * `engine` is the address of the engine it is made on, `run` the value of its label `bottle.run`.
 */
export interface DockerRecord {
  readonly made: 'container' | 'network';
  readonly name: string;
  readonly run: string;
  readonly engine: string;
  /** How long a container has from its stop signal to its end. */
  readonly graceMs: number;
}

/** A microVM. Its name is chosen beforehand and holds the run's id. */
export interface MachineRecord {
  readonly made: 'machine';
  readonly name: string;
  /** Where smolvm keeps it: those variables of its environment that say so, as they were. */
  readonly places: Readonly<Record<string, string>>;
}
