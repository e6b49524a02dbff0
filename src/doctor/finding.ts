import type {AskedEngine} from '../docker/first-ping.ts';
import type {AskedCluster} from '../kubernetes/api/ask-cluster.ts';
import type {NamedPlace} from '../places/place-problem.ts';
import type {DockerPlace, KubernetesPlace} from '../schema/places.ts';
import type {AskedVersion} from '../smolvm/version.ts';

/** The result of a check of something that launches use. JSON-ready. */
export interface Finding {
  readonly check: CheckName;
  /** `note`: it is there, and something is worth knowing. `missing`: it is not there as it should be. */
  readonly status: 'good' | 'note' | 'missing';
  /** A short text; names in backticks. */
  readonly found: string;
  /** The command or step that fixes it, or that the note suggests. */
  readonly fix?: string;
}

export type CheckName =
  | 'node'
  | 'state'
  | 'runs'
  | 'addresses'
  | 'docker'
  | 'kubernetes'
  | 'smolvm'
  | 'kvm'
  | 'macos'
  | 'signature';

/** A user of the system, in this group alone. */
export interface UserIds {
  readonly uid: number;
  readonly gid: number;
}

/** Looks at one thing; gives up when the signal fires. */
export type Check = (machine: Host, signal: AbortSignal) => Promise<readonly Finding[]>;

/** The machine that is looked at; tests hand in one that has other things. */
export interface Host {
  readonly platform: NodeJS.Platform;
  /** Of the processor, as Node calls it. */
  readonly arch: string;
  readonly nodeVersion: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `undefined` if there is no home directory that it could be in. */
  readonly stateDir: string | undefined;
  /** The output and exit code of a command; rejects if it cannot be run. */
  run(
    argv: readonly string[],
    signal: AbortSignal,
  ): Promise<{readonly code: number; readonly stdout: string}>;
  /** Why the state directory cannot be made or written to; `undefined` once it is there. */
  stateProblem(path: string): Promise<string | undefined>;
  /** Whether this process is root. */
  readonly isRoot: boolean;
  /** Why a device cannot be opened for reading and writing, by this user or, for root, by another; `undefined` if it can. */
  openProblem(path: string, as?: UserIds): Promise<string | undefined>;
  /** Why a server cannot listen on a loopback address; `undefined` if it can. */
  bindProblem(address: string): Promise<string | undefined>;
  /** @throws NoEngineError */
  askEngine(signal: AbortSignal, place?: NamedPlace<DockerPlace>): Promise<AskedEngine>;
  /** @throws KubernetesError */
  askCluster(place: KubernetesPlace, signal: AbortSignal): Promise<AskedCluster>;
  askSmolvm(signal: AbortSignal): Promise<AskedVersion>;
  /** The launch files of dead runs that left something. */
  deadRuns(): Promise<readonly string[]>;
}
