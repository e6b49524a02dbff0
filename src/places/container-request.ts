import type {Container} from '../schema/tasks/container.ts';
import type {HostKeys} from '../schema/tasks/container-host.ts';
import type {LimitKeys} from '../schema/tasks/container-limits.ts';
import type {
  BindOptions,
  ImageOptions,
  LongMount,
  MountKeys,
  TmpfsOptions,
  VolumeOptions,
} from '../schema/tasks/container-mounts.ts';
import type {NetworkAttachment, NetworkKeys} from '../schema/tasks/container-network.ts';
import type {ProcessKeys} from '../schema/tasks/container-process.ts';
import type {DeferredHook} from '../vocabulary/journal-record.ts';
import type {PublishedPort} from './ports.ts';

/** A container to create, with its references resolved and its files read. The place names it and adds its own labels. */
export interface ContainerRequest {
  readonly image: string;
  /** Default: `missing`. */
  readonly pull?: Container['pull'];
  readonly platform?: string;
  /** Keys of the file that the place translates, with their references resolved. */
  readonly keys: OptionKeys;
  readonly labels: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
  readonly ports: readonly PublishedPort[];
  /** Ports that are only exposed. */
  readonly exposed: readonly Pick<PublishedPort, 'port' | 'protocol'>[];
  /** The ports that probes of the task connect to, published or not. */
  readonly probed: readonly number[];
  readonly mounts: readonly MountRequest[];
  /** Folders in memory (tmpfs). */
  readonly memoryMounts: readonly MemoryMountRequest[];
  /** Files to create before it starts. */
  readonly files: readonly NewFile[];
  /** The folder that contains all files. If the root file system is read-only, it is an anonymous volume among the mounts. */
  readonly filesIn: string;
  /** In file order; empty for none. */
  readonly networks: readonly JoinedNetwork[];
  /** A network namespace instead: `host`, `none`, `bridge`, or `container:<id>`. */
  readonly networkMode?: string;
  /** Other containers by additional names, each `container:name`. */
  readonly links: readonly string[];
  /** Its names on every network of its own run: its task's name, and those of the containers that will join it. */
  readonly names: readonly string[];
  /** The containers that will join its network, as far as they are known before they start. */
  readonly siblings: readonly PodSibling[];
  readonly healthcheck?: HealthcheckRequest;
  /** How long it may take to stop after its stop signal. */
  readonly graceMs: number;
  /** Commands to run in it before its stop signal; its journal record contains them. */
  readonly preStop: readonly DeferredHook[];
}

/** A container that will join the network of another one; its environment and commands are not known yet. */
export interface PodSibling {
  readonly task: string;
  readonly request: ContainerRequest;
}

/** The keys of a container that the place translates without any other input. */
export type OptionKeys = LimitKeys &
  HostKeys &
  Pick<
    ProcessKeys,
    'command' | 'entrypoint' | 'user' | 'workdir' | 'stop_signal' | 'platform' | 'stdin_open' | 'tty' | 'init'
  > &
  Pick<
    NetworkKeys,
    'hostname' | 'domainname' | 'mac_address' | 'dns' | 'dns_opt' | 'dns_search' | 'extra_hosts'
  > &
  Pick<MountKeys, 'volumes_from'> &
  Pick<Container, 'logging' | 'annotations' | 'read_only'>;

/** A mount of a container. */
export interface MountRequest {
  readonly type: LongMount['type'];
  /** An absolute host path, or the name of a volume or an image. Absent for an anonymous volume and for tmpfs. */
  readonly source?: string;
  readonly target: string;
  readonly readOnly: boolean;
  readonly bind?: BindOptions;
  readonly volume?: VolumeOptions;
  readonly tmpfs?: TmpfsOptions;
  readonly image?: ImageOptions;
}

/** A path in the container that is kept in memory. */
export interface MemoryMountRequest {
  readonly target: string;
  /** In the format of `mount -o`: `size=64m,mode=1777`. */
  readonly options: string;
}

/** A file to create in a container. */
export interface NewFile {
  /** Absolute. */
  readonly target: string;
  readonly content: string | Uint8Array;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Whether it contains a secret. */
  readonly isSecret: boolean;
}

/** A network that the container joins, with its references resolved. */
export interface JoinedNetwork extends Omit<NetworkAttachment, 'network'> {
  /** Its name at the place; {@link BRIDGE} for the default network. */
  readonly name: string;
}

/** The default network of a place. */
export const BRIDGE = 'bridge';

/** A health check. */
export interface HealthcheckRequest {
  /** `CMD` and arguments, `CMD-SHELL` and a script, or `NONE`. Empty: the image's check. */
  readonly test: readonly string[];
  /** Variables that hold the values of the check's references. */
  readonly env: Readonly<Record<string, string>>;
  /** 0, here and below: the value of the image. */
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly startPeriodMs: number;
  readonly startIntervalMs?: number;
}
