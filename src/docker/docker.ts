import type Dockerode from 'dockerode';
import type {NamedPlace} from '../places/place-problem.ts';
import type {DockerPlace} from '../schema/places.ts';
import type {TaskName} from '../vocabulary/ids.ts';
import type {EngineLink} from './engine-link.ts';
import type {RegistryLogin} from './registry-login.ts';
import type {SshAddress} from './ssh-command.ts';

/** Docker engines. Nothing is loaded and no engine is contacted before a task needs one. */
export interface Docker {
  /**
   * The engine of the user (`DOCKER_HOST`, else the current context, else the platform's socket), once it has responded.
   * @throws TaskError `no-engine`, in under a second
   */
  engine(task: TaskName): Promise<Engine>;
  /** The engine of a place in the launch file. @throws TaskError `no-engine` */
  engineOf(place: NamedPlace<DockerPlace>, task: TaskName): Promise<Engine>;
  /** The engine at an address from a journal. @throws TaskError `no-engine` */
  engineAt(address: EngineAt, task: TaskName): Promise<Engine>;
}

/** The location of an engine, as stored in the journal. */
export interface EngineAt {
  /** In the format of `DOCKER_HOST`. */
  readonly engine: string;
  /** The folder with its certificates, if the launch file sets one. */
  readonly certs?: string;
}

/** The version of an engine. */
export interface EngineVersion {
  /** Its name and version: `Docker/20.10.24 (linux)`. */
  readonly software: string;
  /** The newest version of the API that it supports: `1.41`. */
  readonly apiVersion: string;
}

/** An engine that has responded. */
export interface Engine extends EngineVersion {
  /** Its address, in the format of `DOCKER_HOST`. */
  readonly address: string;
  /** See {@link EngineAt.certs}. */
  readonly certs?: string;
  /** Its machine, if it is reached by ssh; published ports must be forwarded from there. */
  readonly ssh?: SshAddress;
  /** The connection to it, if it is on another machine. */
  readonly link?: EngineLink;
  readonly api: Dockerode;
  /** The environment in which the `docker` command uses this engine. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The error in the file with the logins, if any. */
  readonly loginProblem?: string;
  /** The credentials that `docker login` stored for a registry, if any. */
  login(registry: string): Promise<RegistryLogin | undefined>;
  /** The credentials of all registries. */
  logins(): Promise<Readonly<Record<string, RegistryLogin>>>;
  /** Reports the events of a container from now on, until `signal` fires. All containers share one event stream. */
  follow(container: string, onEvent: (event: ContainerEvent) => void, signal: AbortSignal): void;
}

/** An event of a container (https://docs.docker.com/reference/api/engine/, "Monitor events"). */
export interface ContainerEvent {
  /** `die`, `health_status: healthy`, `oom`, `restart`, … */
  readonly action: string;
  readonly attributes: Readonly<Record<string, string>>;
}
