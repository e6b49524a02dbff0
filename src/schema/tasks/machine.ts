import type {CommonTask} from '../common-task.ts';
import type {PlaceKey} from '../places.ts';
import type {LivenessKeys} from '../liveness.ts';
import type {Argv, ByteSize, Cidr, Mount, Scalars} from '../values.ts';

/**
 * A microVM. Outputs: `name`, environment variables as `env.<NAME>`, and for each published port `ports.<port>` (`host:port`),
 * `.host` and `.port`.
 * @skeleton {"machine": {"from": "${1:./agent.smolmachine}"}, "ready": {"echo": {"successes": "${2:2}"}}}
 */
export interface MachineTask extends CommonTask, LivenessKeys, PlaceKey {
  /** A microVM, created for this run by the command `smolvm` and removed with it. */
  machine: Machine;
}

/**
 * Options of the machine. Paths on the host are relative to the launch file. Without `image`, `from` and `smolfile`, the machine
 * is bare.
 */
export interface Machine {
  /**
   * The image for the guest: a reference, or the path of an archive or folder, starting with `.` or `/`. To pull an image, smolvm
   * before 1.25.1 needs `net: true`, an allow-list or a port. Default: none.
   * @examples ["alpine:3.22"]
   */
  image?: string;
  /**
   * A packed machine to create the machine from; excludes `image` and `smolfile`. Default: none.
   * @examples ["./agent.smolmachine"]
   */
  from?: string;
  /**
   * A Smolfile (TOML) with options of the machine; keys in the launch file take precedence. Default: none.
   * @examples ["./Smolfile"]
   */
  smolfile?: string;
  /**
   * The number of CPUs. Default: 4, or the value of `from` or `smolfile`.
   * @unit CPUs
   * @examples [2]
   * @minimum 1
   * @maximum 16
   * @asType integer
   */
  cpus?: number;
  /** The memory size, at least `64m`. Default: `8g`, or the value of `from` or `smolfile`. */
  memory?: ByteSize;
  /**
   * Environment of the machine's main process and of every command that `exec` tasks and probes run in the machine.
   * Default: none.
   */
  env?: Scalars;
  /**
   * Folders of the host to mount, each `folder:target[:ro]`. Default: none.
   * @examples [["./work:/work"]]
   */
  volumes?: Mount[];
  /**
   * TCP ports to publish on 127.0.0.1, each `host port:guest port`, or one number for both. A server in the guest must
   * listen on all of its addresses. Default: none.
   * @examples [["8080:80"]]
   */
  ports?: MachinePort[];
  /** Whether the machine has a network. Default: `false`, or `true` if an allow-list is set. */
  net?: boolean;
  /**
   * The only addresses that the machine can reach, each an address or a range. Names still resolve. Default: all, if there is a
   * network.
   * @examples [["172.30.0.2/32"]]
   */
  allow_cidrs?: Cidr[];
  /**
   * The only hosts that the machine can reach, by name. Other names do not resolve. Default: all, if there is a network.
   * @examples [["api.example.com"]]
   */
  allow_hosts?: string[];
  /**
   * Addresses that the machine can never reach, each an address or a range, even if an allow-list contains them. Without an
   * allow-list, all other addresses can be reached. Needs smolvm 1.31.0. Default: none.
   * @examples [["10.0.0.0/8"]]
   */
  deny_cidrs?: Cidr[];
  /**
   * Whether to refuse a machine whose allow-lists the installed smolvm does not enforce; `unchecked` starts it anyway.
   * @default checked
   */
  confinement?: 'checked' | 'unchecked';
  /** A command to run when the machine starts, instead of the image's command. Default: the image's. */
  command?: Argv;
  /**
   * Whether the machine stops when its command exits, which ends the task, as for a container. Otherwise the machine keeps
   * running. Needs smolvm 1.22.0.
   * @default false
   */
  stop_on_exit?: boolean;
  /**
   * Shell commands that run once, when the machine starts for the first time. Default: none.
   * @examples [["apk add git"]]
   */
  init?: string[];
  /**
   * The maximum number of commands that run in the machine at the same time.
   * @default 1
   * @unit commands
   * @minimum 1
   * @maximum 6
   * @asType integer
   */
  parallel?: number;
}

/**
 * A TCP port of a machine.
 * @pattern \$\{\{|^(\d{1,5}:)?\d{1,5}$
 * @patternErrorMessage expected `host port:guest port` such as `8080:80`
 * @coarse
 */
export type MachinePort = string;
