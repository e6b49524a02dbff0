import type {LivenessKeys} from '../liveness.ts';
import type {ExitKeys} from '../restart.ts';
import type {CommonTask} from '../common-task.ts';
import type {
  Address,
  Argv,
  ByteSize,
  Command,
  Duration,
  EnvFiles,
  HostEntry,
  MemoryMount,
  Mount,
  PortMapping,
  Scalars,
} from '../values.ts';

/**
 * A Docker container. Outputs: `id`, `name`, `ip`, and for each published port `ports.<port>` (`host:port`), `.host` and
 * `.port`.
 * @skeleton {"container": {"image": "${1:redis:7-alpine}", "ports": ["\"${2:6379}\""]}, "ready": {"port": "${2:6379}"}}
 */
export interface ContainerTask extends CommonTask, LivenessKeys {
  /** A Docker container, created for this run and removed with it. */
  container: Container;
}

/** Options of the container. Paths on the host are relative to the launch file. */
export interface Container extends ExitKeys {
  /**
   * The image, by reference or id; `${{ tasks.app.ref }}` uses the image of an `image` task.
   * @examples ["redis:7-alpine"]
   */
  image: string;
  /**
   * When to pull the image: only if it is `missing`, `always`, or `never`.
   * @default missing
   */
  pull?: 'missing' | 'always' | 'never';
  /** Replaces the image's command. Default: the image's. */
  command?: Argv;
  /** Replaces the image's entrypoint. Default: the image's. */
  entrypoint?: Argv;
  /** Environment of the container. Default: the image's. */
  env?: Scalars;
  /**
   * Env files for its environment, one or a list, read when the task starts; `env` takes precedence. Default: none.
   * @examples ["./web.env"]
   */
  env_file?: EnvFiles;
  /**
   * The user to run as: a name or id, optionally followed by `:group`. Default: the image's.
   * @examples ["node"]
   */
  user?: string;
  /** The working directory of its command, inside the container. Default: the image's. */
  workdir?: string;
  /**
   * Ports to publish, each `[host address:][host port]:container port[/udp]`; without a host port, Docker chooses one. The
   * address is 127.0.0.1 by default. Docker publishes no ports of a container that is only in internal networks, so with
   * `ports` it also joins `bridge` and can reach the outside through it. Default: none.
   * @examples [["8080:80"], ["${{ tasks.address.ip }}::8888"]]
   */
  ports?: PortMapping[];
  /**
   * Volumes and folders to mount, each `source:target[:ro]`; a source that starts with `.`, `/` or a reference is a path on
   * the host, any other is the name of a Docker volume. Default: none.
   * @examples [["./data:/data:ro"]]
   */
  volumes?: Mount[];
  /**
   * Paths inside the container that are kept in memory, each `target[:options]`. Default: none.
   * @examples [["/tmp:size=64m"]]
   */
  tmpfs?: MemoryMount[];
  /**
   * The networks that it joins: `network` tasks (this implies the need), or `bridge` for Docker's default; an empty list
   * means no network. Default: `[bridge]`.
   */
  networks?: (string | NetworkAttachment)[];
  /** Labels of the container; bottle adds its own. Default: none. */
  labels?: Scalars;
  /**
   * Linux capabilities to add. Default: none.
   * @examples [["NET_ADMIN"]]
   */
  cap_add?: string[];
  /**
   * Linux capabilities to drop. Default: none.
   * @examples [["ALL"]]
   */
  cap_drop?: string[];
  /** Whether its root file system is read-only. Default: `false`. */
  read_only?: boolean;
  /**
   * Security options. Default: none.
   * @examples [["no-new-privileges"]]
   */
  security_opt?: string[];
  /** Whether to run an init process that forwards signals and reaps processes. Default: `false`. */
  init?: boolean;
  /** Memory limit. Default: no limit. */
  memory?: ByteSize;
  /**
   * The number of CPUs that it can use; fractions are allowed. Default: no limit.
   * @unit CPUs
   * @examples [1.5]
   * @minimum 0.01
   */
  cpus?: number;
  /**
   * The maximum number of processes. Default: no limit.
   * @unit processes
   * @examples [256]
   * @minimum 1
   * @asType integer
   */
  pids_limit?: number;
  /**
   * Additional host names to resolve, each `name:address`. Default: none.
   * @examples [["host.docker.internal:host-gateway"]]
   */
  extra_hosts?: HostEntry[];
  /**
   * The signal that stops it. Default: the image's, or `SIGTERM`.
   * @pattern ^SIG[A-Z0-9+-]+$
   * @patternErrorMessage expected the name of a signal such as `SIGINT`
   */
  stop_signal?: string;
  /** The time from the stop signal until it is killed. Default: `10s`. */
  grace?: Duration;
  /** The health check of Docker, which the probe `health: {}` follows. Default: the image's. */
  healthcheck?: Healthcheck;
  /**
   * The platform of a multi-platform image. Default: the engine's.
   * @examples ["linux/amd64"]
   */
  platform?: string;
}

/** A network that a container joins, with options. */
export interface NetworkAttachment {
  /** The `network` task; this implies the need. */
  network: string;
  /** Additional names on that network, besides the name of its task. Default: none. */
  aliases?: string[];
  /**
   * Its address on that network, from the network's subnet. Default: Docker chooses.
   * @examples ["172.30.0.2"]
   */
  ip?: Address;
}

/** How Docker checks the health of a container. */
export interface Healthcheck {
  /** The command to run inside the container: a string runs in its shell, a list without one. Exit code 0 means healthy. */
  command: Command;
  /** Time between two checks. Default: `1s`. */
  interval?: Duration;
  /** Time limit of one check. Default: `30s`. */
  timeout?: Duration;
  /**
   * The number of consecutive failures after which the container is unhealthy, which fails a `health` probe.
   * @unit checks
   * @default 30
   * @minimum 1
   * @asType integer
   */
  retries?: number;
  /** The time after its start in which failures do not count. Default: `0s`. */
  start_period?: Duration;
}
