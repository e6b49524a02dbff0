import type {AskedEngine} from '../docker/first-ping.ts';
import type {AskedCluster} from '../kubernetes/api/ask-cluster.ts';
import type {NamedPlace} from '../places/place-problem.ts';
import type {DockerPlace, KubernetesPlace} from '../schema/places.ts';
import type {AskedVersion} from '../smolvm/version.ts';

/** A result of a check. JSON-ready. */
export interface Finding {
  readonly check: CheckName;
  /** `note`: present, with a remark. `missing`: absent or unusable. */
  readonly status: 'good' | 'note' | 'missing';
  /** A short description with names in backticks. */
  readonly found: string;
  /** A command or step that fixes the problem, or the suggestion of a note. */
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

/** A user and the only group that a process of the user is in. */
export interface UserIds {
  readonly uid: number;
  readonly gid: number;
}

/** Checks one requirement; gives up when the signal fires. */
export type Check = (machine: Host, signal: AbortSignal) => Promise<readonly Finding[]>;

/** The machine to check; tests replace it. */
export interface Host {
  readonly platform: NodeJS.Platform;
  /** The processor architecture, as named by Node. */
  readonly arch: string;
  readonly nodeVersion: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `undefined` without a home directory. */
  readonly stateDir: string | undefined;
  /** The output and exit code of a command; rejects if it cannot be run. */
  run(
    argv: readonly string[],
    signal: AbortSignal,
  ): Promise<{readonly code: number; readonly stdout: string}>;
  /** Why the state directory cannot be created or written to; `undefined` if it can. */
  stateProblem(path: string): Promise<string | undefined>;
  /** Whether this process is root. */
  readonly isRoot: boolean;
  /** Why this user cannot open a device for reading and writing; `undefined` if it can. Root can check for another user. */
  openProblem(path: string, as?: UserIds): Promise<string | undefined>;
  /** Why a server cannot listen on a loopback address; `undefined` if it can. */
  bindProblem(address: string): Promise<string | undefined>;
  /** @throws NoEngineError */
  askEngine(signal: AbortSignal, place?: NamedPlace<DockerPlace>): Promise<AskedEngine>;
  /** @throws KubernetesError */
  askCluster(place: KubernetesPlace, signal: AbortSignal): Promise<AskedCluster>;
  askSmolvm(signal: AbortSignal): Promise<AskedVersion>;
  /** The launch files of dead runs with leftovers. */
  deadRuns(): Promise<readonly string[]>;
}
