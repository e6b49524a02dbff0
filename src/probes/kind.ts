import type {Probe as ProbeSource, ProbeLimits} from '../schema/probes.ts';
import type {ResolvedCommand, Values} from '../values/value-source.ts';
import type {Clock} from '../vocabulary/clock.ts';
import type {WatchListeners} from '../processes/listener-watch.ts';
import type {Limits} from '../polling/limits.ts';
import type {FindStranger} from './own-listener.ts';
import type {AwaitedProbe, PolledProbe} from '../polling/probe.ts';
import type {ProbeTargetName, ProbeTarget} from './subject.ts';

type KeysOf<T> = T extends unknown ? keyof T : never;

/** The key of a probe in `ready`: `port`, `http`, … */
export type ProbeName = Exclude<KeysOf<ProbeSource>, keyof ProbeLimits | 'any_owner' | 'times'>;

/** How a probe of a kind is written. */
export type ProbeSourceOf<Name extends ProbeName> = Extract<ProbeSource, Record<Name, unknown>>;

/** A kind of probe: everything bottle knows about it. Adding one touches its file, the registry and the schema. */
export interface ProbeKind<Source> {
  /** Its target in the task; `undefined` if it does not need the task, or if that is known only in the run. */
  probeTarget(source: Source): ProbeTargetName | undefined;
  /** The location of its limits: next to its key, or in its map. */
  limits(source: Source): ProbeLimits;
  /** Its {@link PolledProbe.description}. */
  describe(source: Source, values: Values): string;
  /**
   * Where a process of the task should listen; `undefined` if any process may answer there. Absent: it opens no connection.
   * `subject` is what is known of the task before it has been started.
   */
  ownEndpoint?(source: Source, values: Values, subject: ProbeTarget): HostEndpoint | undefined;
  /** @throws Error if the subject does not have the aspect: the loader rejects such files */
  create(source: Source, context: ProbeContext): Asking;
}

/** A host, by name or address, and a port. */
export interface HostEndpoint {
  readonly host: string;
  readonly port: number;
}

/** A probe without its description. */
export type Asking = Omit<PolledProbe, 'description'> | Omit<AwaitedProbe, 'description'>;

/** Dependencies of probes. */
export interface ProbeContext extends ProbeDependencies {
  readonly limits: Limits;
}

/** Dependencies shared by all probes of a task. */
export interface ProbeDependencies {
  readonly subject: ProbeTarget;
  readonly values: Values;
  readonly clock: Clock;
  /** The launch file's folder: what paths are relative to, and where commands run. */
  readonly cwd: string;
  /** The whole environment of host commands. */
  readonly env: Readonly<Record<string, string>>;
  /** The shell of commands given as text. */
  readonly shell: string;
  readonly runCommand: RunCommand;
  /** Called first, with the outputs that a probe finds. */
  onOutputs(outputs: Readonly<Record<string, string>>): void;
  /** Absent: any process that responds to a probe counts as the task. */
  readonly findStranger?: FindStranger;
  /** Absent: probes connect without looking whether something listens. */
  readonly watchListeners?: WatchListeners;
}

/** Runs a host command to its end; it is killed when `signal` fires. `lastLine` is `''` if it printed none. */
export type RunCommand = (
  command: ResolvedCommand,
  options: Pick<ProbeContext, 'cwd' | 'env' | 'shell'> & {readonly signal: AbortSignal},
) => Promise<{readonly code: number; readonly lastLine: string}>;
