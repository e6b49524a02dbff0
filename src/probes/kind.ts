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

/** The source of a probe of one kind. */
export type ProbeSourceOf<Name extends ProbeName> = Extract<ProbeSource, Record<Name, unknown>>;

/** A kind of probe. To add a kind, add its file and an entry in the registry and in the schema. */
export interface ProbeKind<Source> {
  /** The target of a probe in the task; `undefined` if the probe needs no target, or if the target is known only during the run. */
  probeTarget(source: Source): ProbeTargetName | undefined;
  /** The limits of a probe, which are next to its key or in its map. */
  limits(source: Source): ProbeLimits;
  /** Its {@link PolledProbe.description}. */
  describe(source: Source, values: Values): string;
  /**
   * The endpoint where a process of the task should listen; `undefined` if any process may answer there. Missing for kinds that open
   * no connection. `subject` contains what is known before the task starts.
   */
  ownEndpoint?(source: Source, values: Values, subject: ProbeTarget): HostEndpoint | undefined;
  /** @throws Error if the task does not offer the target, which is a bug because the loader rejects such files */
  create(source: Source, context: ProbeContext): UndescribedProbe;
}

/** A host, by name or address, and a port. */
export interface HostEndpoint {
  readonly host: string;
  readonly port: number;
}

/** A probe without its description. */
export type UndescribedProbe = Omit<PolledProbe, 'description'> | Omit<AwaitedProbe, 'description'>;

/** Dependencies of probes. */
export interface ProbeContext extends ProbeDependencies {
  readonly limits: Limits;
}

/** Dependencies shared by all probes of a task. */
export interface ProbeDependencies {
  readonly subject: ProbeTarget;
  readonly values: Values;
  readonly clock: Clock;
  /** The folder of the launch file, used for relative paths and as the working directory of commands. */
  readonly cwd: string;
  /** The complete environment of host commands. */
  readonly env: Readonly<Record<string, string>>;
  /** The shell for commands that are strings. */
  readonly shell: string;
  readonly runCommand: RunCommand;
  /** Called with the outputs that a probe finds, before the probe passes. */
  onOutputs(outputs: Readonly<Record<string, string>>): void;
  /** If missing, any process that responds to a probe counts as the task. */
  readonly findStranger?: FindStranger;
  /** If missing, probes connect without checking whether something listens. */
  readonly watchListeners?: WatchListeners;
}

/** Runs a host command and waits for it. Kills it when `signal` fires. `lastLine` is `''` if it printed nothing. */
export type RunCommand = (
  command: ResolvedCommand,
  options: Pick<ProbeContext, 'cwd' | 'env' | 'shell'> & {readonly signal: AbortSignal},
) => Promise<{readonly code: number; readonly lastLine: string}>;
