import type {CommonTask} from '../common-task.ts';
import type {PlaceKey} from '../places.ts';
import type {LivenessKeys} from '../liveness.ts';
import type {Argv, ByteSize, Cidr, Mount, Scalars} from '../values.ts';

/**
 * A microVM. Outputs: `name`, its environment as `env.<NAME>`, and for each published port `ports.<port>` (`host:port`),
 * `.host` and `.port`.
 * @skeleton {"machine": {"from": "${1:./agent.smolmachine}"}, "ready": {"echo": {"successes": "${2:2}"}}}
 */
export interface MachineTask extends CommonTask, LivenessKeys, PlaceKey {
  /** A microVM, created for this run by the command `smolvm` and removed with it. */
  machine: Machine;
}

/**
 * Options of the machine. Paths on the host are relative to the launch file. Without `image`, `from` and `smolfile`, it is a
 * bare machine.
 */
export interface Machine {
  /**
   * The image that its guest runs: by reference, or an archive or folder whose path starts with `.` or `/`. To pull an image
   * by reference, smolvm before 1.25.1 needs `net: true`, an allow-list or a port. Default: none.
   * @examples ["alpine:3.22"]
   */
  image?: string;
  /**
   * A packed machine to create it from; excludes `image` and `smolfile`. Default: none.
   * @examples ["./agent.smolmachine"]
   */
  from?: string;
  /**
   * A Smolfile (TOML) with its options; keys here override it. Default: none.
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
  /** Environment of its main process and of every command that `exec` tasks and probes run in it. Default: none. */
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
  /** Whether it has a network. Default: `false`, or `true` if an allow-list is set. */
  net?: boolean;
  /**
   * The only addresses that it can reach, each an address or a range. Names still resolve. Default: all, if it has a
   * network.
   * @examples [["172.30.0.2/32"]]
   */
  allow_cidrs?: Cidr[];
  /**
   * The only hosts that it can reach, by name; no other name resolves. Default: all, if it has a network.
   * @examples [["api.example.com"]]
   */
  allow_hosts?: string[];
  /**
   * Addresses that it can never reach, each an address or a range, even if an allow-list contains them; without an
   * allow-list, all others can be reached. Needs smolvm 1.31.0. Default: none.
   * @examples [["10.0.0.0/8"]]
   */
  deny_cidrs?: Cidr[];
  /**
   * Whether to refuse a machine whose allow-lists the installed smolvm does not enforce; `unchecked` starts it anyway.
   * @default checked
   */
  confinement?: 'checked' | 'unchecked';
  /** A command that runs in it from its start, instead of the command of the image. Default: the image's. */
  command?: Argv;
  /**
   * Whether the machine stops when that command ends, which ends the task, as in a container. Otherwise the machine keeps
   * running. Needs smolvm 1.22.0.
   * @default false
   */
  stop_on_exit?: boolean;
  /**
   * Shell commands that run once, when it starts for the first time. Default: none.
   * @examples [["apk add git"]]
   */
  init?: string[];
  /**
   * The maximum number of commands that run in it at the same time.
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
