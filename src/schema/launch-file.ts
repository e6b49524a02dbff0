/*
 * The shape of bottle.yaml. This file is the single source of truth: `npm run schema` generates
 * schema/bottle.schema.json from it (used for editor hovers and the validator) and docs/reference.md, and a
 * test fails if they differ. The comments are the text that users read.
 *
 * - The comment of an optional key ends with `Default: …`, or has `@default` if the default is a value of the key's type.
 * - `@unit` names what a number counts, or the units of a string.
 * - `@skeleton`, on each kind of task and probe, is the snippet that editors insert. `${1:…}` is a tab stop.
 * - `@coarse` marks a pattern only for editors: the kind itself checks the value more precisely.
 * - `@examples` come first in completion. An example for a number must be a sensible value.
 */

/** A launch file: the tasks and their common settings. Strings can contain references, `${{ … }}`. */
export interface LaunchFileSource {
  /**
   * The version of this format.
   * @default 1
   */
  version?: 1;
  /**
   * The name of the launch in listings. Default: the name of the file's folder.
   * @examples ["agent-sandbox"]
   */
  name?: string;
  /** Variables of the file, read as `${{ vars.name }}`; `--var name=value` overrides them. Default: none. */
  vars?: Scalars;
  /**
   * Environment of every host command, added to the environment of bottle itself. A variable that reads outputs of tasks
   * adds no need: it is passed to the tasks that need all of those tasks, and to the command after `--`. Default: none.
   */
  env?: Scalars;
  /** Secret values, read as `${{ secrets.NAME }}`; they are masked in every log, plan, event and error. Default: none. */
  secrets?: Record<string, SecretSource>;
  /**
   * The maximum number of tasks starting at the same time. Tasks that wait for their needs, or are up, do not count.
   * @default 64
   * @unit tasks
   * @minimum 1
   * @asType integer
   */
  jobs?: number;
  /**
   * The task that ends the run: when it ends, everything is stopped. It must be of a kind that ends, such as `run`.
   * Default: none; the run ends when no task keeps it alive.
   */
  until?: string;
  /** Options of the command after `--`, as in `bottle run -- npm test`. Default: none. */
  foreground?: Foreground;
  /**
   * The time limit for the whole teardown, however the run ends. It is divided among the tasks that must stop one after
   * another; tasks that are still running then are killed, and leftovers are reported. Default: 25 s after SIGTERM;
   * otherwise only `grace` limits each task.
   */
  stop_timeout?: Duration;
  /**
   * All tasks, by name.
   * @propertyNames {"pattern": "^[A-Za-z_][A-Za-z0-9_-]*$", "patternErrorMessage": "expected a task name: letters, digits, `_` and `-`, a letter or `_` first", "doNotSuggest": true}
   */
  tasks: Record<string, TaskSource>;
}

/** Options of the command after `--`. */
export interface Foreground {
  /**
   * Environment of the command after `--`, added to the file's `env`. It can read outputs; the tasks that it reads are
   * started even if the command line names only other tasks. Default: none.
   */
  env?: Scalars;
}

/** Names and values; numbers and booleans are used as the strings they are written as. */
export type Scalars = Record<string, string | number | boolean>;

/** Where a secret comes from: exactly one of `env` and `file`. */
export type SecretSource = EnvSecret | FileSecret;

/**
 * A secret from an environment variable.
 * @skeleton {"env": "${1:GITHUB_TOKEN}"}
 */
export interface EnvSecret {
  /**
   * The environment variable to read. It must be set and not empty.
   * @examples ["GITHUB_TOKEN"]
   */
  env: string;
}

/**
 * A secret from a file.
 * @skeleton {"file": "${1:./token.txt}"}
 */
export interface FileSecret {
  /**
   * The file to read, relative to the launch file. A trailing line break is removed.
   * @examples ["./token.txt"]
   */
  file: string;
}

/** A task: exactly one kind with its keys, and the keys common to all tasks. */
export type TaskSource =
  | RunTask
  | ServeTask
  | ContainerTask
  | NetworkTask
  | ImageTask
  | MachineTask
  | ExecTask
  | CopyTask
  | WaitTask
  | AliasTask
  | CertificateTask;

/** Keys common to all tasks. */
export interface CommonTask {
  /**
   * Tasks that must come first, by name or as `{task: db, condition: started}`. Without a condition, a need is met once that
   * task has succeeded or, if it keeps running, is ready. References (`${{ tasks.db.pid }}`) imply the need, and always
   * require success. Default: none.
   * @examples [["db"], [{"task": "db", "condition": "started"}]]
   */
  needs?: (string | ConditionalNeed)[];
  /** A short description of the task, shown in plans. Default: none. */
  description?: string;
  /** Environment of the task's commands, added to the file's `env`. Default: none. */
  env?: Scalars;
  /**
   * The readiness probe of the task, or a list of probes that must all pass. They run in parallel. Default: none; the task
   * is ready immediately.
   */
  ready?: Probe | Probe[];
  /**
   * Time limit for the whole task including its probes and retries, from its start; waiting for its needs does not count.
   * Default: none.
   */
  timeout?: Duration;
  /** Time limit for the wait before the task starts: for its needs and, if `jobs` is reached, for a slot. Default: none. */
  wait_timeout?: Duration;
  /**
   * Whether the task may fail: the run then continues without it and without tasks that need it to be `ready` or `started`,
   * and the exit code stays the same. Default: `false`.
   */
  allow_failure?: boolean;
  /** Retries the task if it fails. Default: no retries. */
  retry?: Retry;
  /**
   * A condition; the task is skipped if it is false. `''`, `false`, `0` and `no` are false. Default: the task is not
   * skipped.
   */
  if?: Condition;
  /**
   * Tags to select the task by: `bottle run --tag web` starts the tasks with that tag and their dependencies. Default: none.
   * @examples [["web"]]
   */
  tags?: string[];
  /**
   * Outputs of the task that are secret, such as a token that it creates: they are masked in all output, logs, plans, events
   * and errors as soon as they are known. With `stdout`, the standard output of the command is not shown. Default: none.
   * @examples [["token"]]
   */
  secret_outputs?: string[];
}

/** A needed task, and the state it must have reached. */
export interface ConditionalNeed {
  /**
   * The needed task.
   * @examples ["db"]
   */
  task: string;
  /**
   * The state that it must have reached. `ready`: it has succeeded or, if it keeps running, is ready. `started`: its
   * process, container or machine is running, or its command has started. `ended`: it has succeeded, failed, been skipped or
   * been cancelled; only for tasks that end.
   * @default ready
   */
  condition?: NeedCondition;
}

/** The state that a needed task must have reached. */
export type NeedCondition = 'started' | 'ready' | 'ended';

/**
 * A duration: a number and `ms`, `s`, `m` or `h`, or a sum of these, such as `1m30s`.
 * @unit `ms`, `s`, `m` or `h`
 * @pattern ^(\d+(\.\d+)?(ms|s|m|h))+$
 * @patternErrorMessage expected a duration such as `250ms`, `1.5s`, `2m` or `1m30s`
 * @examples ["30s"]
 */
export type Duration = string;

/**
 * An expression: references, strings in single quotes, `==`, `!=`, `!`, `&&`, `||` and parentheses.
 * @pattern ^\s*\$\{\{[\s\S]*\}\}\s*$
 * @patternErrorMessage expected one expression such as `${{ vars.agent == 'codex' }}`
 * @examples ["${{ vars.agent == 'codex' }}"]
 */
export type Condition = string;

/** How a failed task is retried. */
export interface Retry {
  /**
   * The maximum number of attempts, including the first.
   * @unit attempts
   * @examples [3]
   * @minimum 1
   * @asType integer
   */
  attempts: number;
  /** Delay between the end of one attempt and the start of the next. Default: `0s`. */
  delay?: Duration;
}

/**
 * A command. A string runs in the shell (references are passed as environment variables, never as script text); a list runs
 * without a shell.
 */
export type Command = string | Argv;

/**
 * A program and its arguments.
 * @minItems 1
 */
export type Argv = string[];

/**
 * The shell for a command given as a string: `sh`, `bash`, `dash`, `ksh`, `zsh` or the path of one. It runs with `-e`, so a
 * script stops at the first failing line.
 * @default sh
 * @pattern ^(.*\/)?(sh|bash|dash|ksh|zsh)$
 * @patternErrorMessage expected `sh`, `bash`, `dash`, `ksh`, `zsh` or the path of one of them
 */
export type Shell = string;

/**
 * A host command that runs to completion. Outputs: `stdout`, and the names under `outputs`.
 * @skeleton {"run": "${1:npm run build}"}
 */
export interface RunTask extends CommonTask {
  /**
   * A host command that runs to completion; exit code 0 is success.
   * @examples ["npm run build"]
   */
  run: Command;
  /** The working directory, relative to the launch file. Default: the launch file's folder. */
  cwd?: string;
  /** The shell for a command given as a string. Default: `sh`. */
  shell?: Shell;
  /**
   * Names of the outputs of the command: it writes each as a line `name=value` to the file `$BOTTLE_OUTPUT`, or as
   * `name<<END`, the lines of the value, and `END`; other tasks read `${{ tasks.this.name }}`. Default: none.
   * @examples [["version"]]
   */
  outputs?: OutputName[];
  /**
   * Globs of the files that the command reads, relative to `cwd`. If set, the task is skipped when neither their contents,
   * nor the command, nor its generated files have changed since its last success. Default: none; it always runs.
   * @examples [["src/**"]]
   */
  sources?: string[];
  /**
   * Globs of the files that the command creates, relative to `cwd`. Concurrent runs that need them build them only once.
   * Default: none.
   * @examples [["dist/**"]]
   */
  generates?: string[];
  /** Whether the command gets the terminal; bottle then exits with its exit code. Default: `false`. */
  interactive?: boolean;
  /** The standard input of the command. Default: `empty`. */
  stdin?: Stdin;
  /**
   * A command that reverts `run`; it runs in the teardown, even after a crash. It uses the same `cwd` and `shell`, and can
   * read the task's own outputs. Default: none.
   * @examples ["dropdb --if-exists shop"]
   */
  undo?: Command;
  /** The time between SIGTERM and SIGKILL if the command is cancelled, and the time limit of `undo`. Default: `10s`. */
  grace?: Duration;
}

/**
 * The standard input of a host command: `open` is a pipe that stays open without data, `empty` ends immediately, `inherit`
 * is the standard input of bottle itself, for at most one task of the file.
 */
export type Stdin = 'open' | 'empty' | 'inherit';

/**
 * The name of an output: a letter, then letters, digits, `_` or `-`.
 * @pattern ^[A-Za-z][A-Za-z0-9_-]*$
 * @patternErrorMessage expected the name of an output: a letter, then letters, digits, `_` or `-`
 * @examples ["version"]
 */
export type OutputName = string;

/**
 * A host process that keeps running. Outputs: `pid`.
 * @skeleton {"serve": "${1:node server.js}", "ready": {"port": "${2:8080}"}}
 */
export interface ServeTask extends CommonTask {
  /**
   * A host process that keeps running, in its own process group.
   * @examples ["node server.js"]
   */
  serve: Command;
  /** The working directory, relative to the launch file. Default: the launch file's folder. */
  cwd?: string;
  /** The shell for a command given as a string. Default: `sh`. */
  shell?: Shell;
  /**
   * The standard input of the process. It stays open by default, because many watchers exit when their input ends.
   * Default: `open`.
   */
  stdin?: Stdin;
  /**
   * A command that asks the process to stop. `stop_signal` follows if it fails, or if the process is still running after
   * half of `grace`. It can read the task's own `pid`. Default: none.
   * @examples ["pg_ctl stop -m fast"]
   */
  stop?: Command;
  /**
   * The signal that stops the process group.
   * @default SIGTERM
   * @pattern ^SIG[A-Z0-9+-]+$
   * @patternErrorMessage expected the name of a signal such as `SIGINT`
   * @examples ["SIGINT"]
   */
  stop_signal?: string;
  /** The time from the request to stop until the process group is killed. Default: `10s`. */
  grace?: Duration;
  /**
   * What happens if it exits unexpectedly once it is ready: `fail` ends the run, `ignore` does not.
   * @default fail
   */
  on_exit?: 'fail' | 'ignore';
  /** Restarts the process if it exits unexpectedly, at most `attempts` times in the whole run. Default: no restarts. */
  restart?: Restart;
}

/** How a process that exited unexpectedly is restarted. */
export interface Restart {
  /**
   * The maximum number of restarts in the whole run.
   * @unit restarts
   * @examples [3]
   * @minimum 1
   * @asType integer
   */
  attempts: number;
  /** Delay between its exit and the next start. Default: `1s`. */
  delay?: Duration;
}

/**
 * A Docker container. Outputs: `id`, `name`, `ip`, and for each published port `ports.<port>` (`host:port`), `.host` and
 * `.port`.
 * @skeleton {"container": {"image": "${1:redis:7-alpine}", "ports": ["\"${2:6379}\""]}, "ready": {"port": "${2:6379}"}}
 */
export interface ContainerTask extends CommonTask {
  /** A Docker container, created for this run and removed with it. */
  container: Container;
}

/** Options of the container. Paths on the host are relative to the launch file. */
export interface Container {
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
  /** Files with `NAME=value` lines for its environment; `env` takes precedence. Default: none. */
  env_file?: string[];
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
  /**
   * What happens if it exits unexpectedly once it is ready: `fail` ends the run, `ignore` does not.
   * @default fail
   */
  on_exit?: 'fail' | 'ignore';
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

/**
 * A published port: `[host address:][host port]:container port[/udp]`.
 * @pattern \$\{\{|^((\[[\da-fA-F:.]+\]:|[\d.]+:)?\d{0,5}:)?\d{1,5}(\/(tcp|udp))?$
 * @patternErrorMessage expected `[host address:][host port]:container port[/udp]` such as `8080:80`
 * @coarse
 * @examples ["8080:80", "${{ tasks.address.ip }}::80"]
 */
export type PortMapping = string;

/**
 * A mount: `source:/target[:ro]`.
 * @pattern \$\{\{|^[^:]+:\/[^:]*(:(ro|rw))?$
 * @patternErrorMessage expected `source:/target[:ro]` such as `./data:/data:ro`
 * @coarse
 * @examples ["./data:/data:ro"]
 */
export type Mount = string;

/**
 * A path that is kept in memory: `/target[:options]`.
 * @pattern \$\{\{|^\/[^:]*(:[^:]*)?$
 * @patternErrorMessage expected `/target[:options]` such as `/tmp:size=64m`
 * @coarse
 * @examples ["/tmp:size=64m"]
 */
export type MemoryMount = string;

/**
 * A host name and its address: `name:address`.
 * @pattern \$\{\{|^[^:\s]+:\S+$
 * @patternErrorMessage expected `name:address` such as `db.local:172.30.0.2`
 * @examples ["host.docker.internal:host-gateway"]
 */
export type HostEntry = string;

/**
 * An IPv4 or IPv6 address.
 * @pattern \$\{\{|^(\d{1,3}(\.\d{1,3}){3}|[\da-fA-F:.]*:[\da-fA-F:.]*)$
 * @patternErrorMessage expected an address such as `172.30.0.2`
 * @examples ["172.30.0.2"]
 */
export type Address = string;

/**
 * A range of addresses in CIDR notation: an address and a prefix length.
 * @pattern \$\{\{|^(\d{1,3}(\.\d{1,3}){3}|[\da-fA-F:.]*:[\da-fA-F:.]*)\/\d{1,3}$
 * @patternErrorMessage expected a range of addresses such as `172.30.0.0/24`
 * @examples ["172.30.0.0/24"]
 */
export type Subnet = string;

/**
 * A size in bytes: a number and `b`, `k`, `m` or `g` (powers of 1024).
 * @unit `b`, `k`, `m` or `g`
 * @pattern ^\d+(\.\d+)?[bkmg]$
 * @patternErrorMessage expected a size such as `512m` or `2g`
 * @examples ["512m"]
 */
export type ByteSize = string;

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

/**
 * A Docker network. Outputs: `id`, `name`, `subnet`, `gateway`.
 * @skeleton {"network": {"internal": "${1:true}"}}
 */
export interface NetworkTask extends CommonTask {
  /** A Docker network, created for this run and removed with it. */
  network: Network;
}

/** Options of the network. */
export interface Network {
  /** Whether to block access to the outside. Default: `false`. */
  internal?: boolean;
  /**
   * The network driver.
   * @default bridge
   */
  driver?: string;
  /**
   * Its address range. Default: Docker chooses.
   * @examples ["172.30.0.0/24"]
   */
  subnet?: Subnet;
  /**
   * The gateway address, from the subnet. Default: Docker chooses.
   * @examples ["172.30.0.1"]
   */
  gateway?: Address;
  /** Whether to enable IPv6 as well. Default: `false`. */
  ipv6?: boolean;
  /** Labels of the network; bottle adds its own. Default: none. */
  labels?: Scalars;
}

/**
 * A Docker image, built or pulled. Outputs: `id`, `ref`.
 * @skeleton {"image": {"build": "${1:.}"}}
 */
export interface ImageTask extends CommonTask {
  /** Builds or pulls an image. The image is kept after the run, like a cache. */
  image: BuiltImage | PulledImage;
}

/**
 * An image to build.
 * @skeleton {"build": "${1:.}", "dockerfile": "${2:Dockerfile}"}
 */
export interface BuiltImage {
  /**
   * The build context, relative to the launch file; its .dockerignore applies.
   * @examples ["."]
   */
  build: string;
  /**
   * The Dockerfile, relative to that folder; it can be outside (`../Dockerfile.dev`). If a file with its name plus
   * `.dockerignore` exists, it replaces the one of the folder. Default: `Dockerfile`.
   */
  dockerfile?: string;
  /** Build arguments. Default: none. */
  args?: Scalars;
  /** The stage to build. Default: the last one. */
  target?: string;
  /** The name of the image. Default: generated from the launch file and the task. */
  tag?: string;
  /** The platform to build for. Default: the engine's. */
  platform?: string;
}

/**
 * An image to pull.
 * @skeleton {"pull": "${1:redis:7-alpine}"}
 */
export interface PulledImage {
  /**
   * The image to pull, by reference.
   * @examples ["redis:7-alpine"]
   */
  pull: string;
  /**
   * When to pull it: only if it is `missing`, or `always`.
   * @default missing
   */
  when?: 'missing' | 'always';
  /** The platform of a multi-platform image. Default: the engine's. */
  platform?: string;
}

/**
 * A microVM. Outputs: `name`, its environment as `env.<NAME>`, and for each published port `ports.<port>` (`host:port`),
 * `.host` and `.port`.
 * @skeleton {"machine": {"from": "${1:./agent.smolmachine}"}, "ready": {"echo": {"successes": "${2:2}"}}}
 */
export interface MachineTask extends CommonTask {
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

/**
 * An address or a range of addresses.
 * @pattern \$\{\{|^(\d{1,3}(\.\d{1,3}){3}|[\da-fA-F:.]*:[\da-fA-F:.]*)(\/\d{1,3})?$
 * @patternErrorMessage expected an address or a range such as `172.30.0.0/24`
 * @coarse
 */
export type Cidr = string;

/**
 * A command inside a container or machine. Outputs: `stdout`, and the names under `outputs`.
 * @skeleton {"exec": {"in": "${1:box}", "command": "${2:ls /}"}}
 */
export interface ExecTask extends CommonTask {
  /** A command in a running container or machine, over its exec channel; exit code 0 is success. */
  exec: Exec;
}

/** The command, and how it runs. */
export interface Exec {
  /** The `container` or `machine` task to run it in; this implies the need. */
  in: string;
  /** The command: a string runs in the `sh` of the container or machine, a list runs without a shell. */
  command: Command;
  /**
   * The user it runs as: a name or number, with `:group` if need be. In a machine a name alone takes `su` inside, the rest
   * smolvm 1.14.0. Default: the container's, or root in a machine.
   */
  user?: string;
  /** The working directory inside. Default: that of the container or machine. */
  workdir?: string;
  /** Environment of the command, added to that of the container or machine. Default: none. */
  env?: Scalars;
  /**
   * Names of the outputs of the command: it prints each as a line `name=value` to its standard output, or as `name<<END`,
   * the lines of the value, and `END`. Default: none.
   * @examples [["version"]]
   */
  outputs?: OutputName[];
  /** Whether the command gets the terminal; bottle then exits with its exit code. Default: `false`. */
  interactive?: boolean;
  /**
   * Whether it is safe to run the command again. If so, it is retried (3 attempts in total, or as set by `retry`) if it was
   * killed or the exec channel broke, which can happen right after a machine starts. Default: `false`.
   */
  idempotent?: boolean;
}

/**
 * Copies files between the host and a container or machine.
 * @skeleton {"copy": {"from": "${1:./config}", "to": "${2:box:/etc/app}"}}
 */
export interface CopyTask extends CommonTask {
  /** Copies a file, or a folder with its contents; mode and owner are kept. Exactly one side names a task: `box:/path`. */
  copy: Copy;
}

/** Source and destination of the copy. */
export interface Copy {
  /**
   * The source: a path on the host, relative to the launch file, or `task:/path` in a container or machine.
   * @examples ["./config"]
   */
  from: string;
  /**
   * The destination: `task:/path` in a container or machine, or a path on the host. It is the path of the copy itself;
   * parent folders are created.
   * @examples ["box:/etc/app"]
   */
  to: string;
}

/**
 * Waits for something that bottle did not start, with its probes.
 * @skeleton {"wait": "{}", "ready": {"port": "${1:localhost:5432}"}}
 */
export interface WaitTask extends CommonTask {
  /** Starts nothing; only waits for its `ready` probes. */
  wait: EmptyMap;
}

/**
 * An empty map: `{}`.
 * @skeleton {}
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the closed empty map is the point
export interface EmptyMap {}

/**
 * Leases a loopback address. Outputs: `ip`.
 * @skeleton {"alias": {"wait": "${1:30s}"}}
 */
export interface AliasTask extends CommonTask {
  /** Leases a loopback address that no other live run holds, until this run ends. */
  alias: Alias;
}

/** The address, and what to do if none is free. */
export interface Alias {
  /**
   * The addresses to choose from, both ends included.
   * @default 127.0.0.16-127.0.0.31
   * @pattern ^127(\.\d{1,3}){3}-127(\.\d{1,3}){3}$
   * @patternErrorMessage expected a range of loopback addresses such as `127.0.0.16-127.0.0.31`
   */
  pool?: string;
  /** How long to wait if no address is free. Default: `0s`; the task then fails immediately and lists the holders. */
  wait?: Duration;
}

/**
 * Issues a certificate in the directory of the run. Outputs: `cert`, `key` (paths), `fingerprint`.
 * @skeleton {"certificate": {"ca": "${1:true}"}}
 */
export interface CertificateTask extends CommonTask {
  /** Creates a certificate authority, or a certificate signed by one, in the directory of the run; keys have mode 0600. */
  certificate: Authority | Leaf;
}

/**
 * A certificate authority for this run.
 * @skeleton {"ca": "${1:true}", "common_name": "${2:our own authority}"}
 */
export interface Authority {
  /** Makes it an authority, which can sign other `certificate` tasks. */
  ca: true;
  /**
   * The subject's common name. Default: the task's name.
   * @examples ["agent sandbox"]
   */
  common_name?: string;
  /** How long it is valid, in days from now. Default: `90`. */
  days?: Days;
}

/**
 * A certificate for servers and clients, signed by an authority.
 * @skeleton {"issuer": "${1:ca}", "hosts": ["${2:localhost}"]}
 */
export interface Leaf {
  /** The `certificate` task with `ca: true` that signs it; this implies the need. */
  issuer: string;
  /**
   * The host names and addresses that it is valid for.
   * @minItems 1
   * @examples [["localhost", "127.0.0.1"]]
   */
  hosts: string[];
  /** The subject's common name. Default: the first of `hosts`. */
  common_name?: string;
  /** How long it is valid, in days from now. Default: `90`. */
  days?: Days;
}

/**
 * A number of days.
 * @unit days
 * @examples [30]
 * @minimum 1
 * @maximum 3650
 * @asType integer
 */
export type Days = number;

/** A readiness probe: exactly one kind. If the kind takes a map, the limits go inside that map. */
export type Probe =
  | PortProbe
  | HttpProbe
  | HttpUrlProbe
  | LogProbe
  | FileProbe
  | CommandProbe
  | NotifyProbe
  | HealthProbe
  | EchoProbe
  | ExecProbe;

/** Timing of a probe. */
export interface ProbeLimits {
  /** Time limit for the probe to pass, from its first attempt. Default: `30s`. */
  timeout?: Duration;
  /** Time limit of one attempt. Default: `2s`. */
  attempt_timeout?: Duration;
  /**
   * The number of consecutive successes that it needs. Unless `interval` is set, they are spread over at least 150 ms.
   * @unit times
   * @examples [3]
   * @default 1
   * @minimum 1
   * @maximum 100
   * @asType integer
   */
  successes?: number;
  /** A fixed time between attempts. Default: 2.5 % of the time waited so far, at least 5 ms and at most 250 ms. */
  interval?: Duration;
}

/**
 * Passes when a connection opens and stays open.
 * @skeleton {"port": "${1:8080}"}
 */
export interface PortProbe extends ProbeLimits {
  /**
   * A TCP port of the task, or `host:port`: passes when a connection opens and stays open.
   * @unit a TCP port
   * @pattern \$\{\{|^(\[[^\]]+\]:|[^:\s]+:)?\d{1,5}$
   * @patternErrorMessage expected a port from 1 to 65535 or `host:port`
   * @minimum 1
   * @maximum 65535
   * @multipleOf 1
   * @coarse
   * @examples [8080]
   */
  port: number | string;
  /**
   * Whether any process may answer. Otherwise, on Linux, the probe of a `serve` task passes only if this task or one that it
   * needs is the listener. Set this for a command that starts containers itself.
   * @default false
   */
  any_owner?: boolean;
}

/**
 * Passes when a URL responds with success.
 * @skeleton {"http": "${1:http://127.0.0.1:8080/health}"}
 */
export interface HttpUrlProbe extends ProbeLimits {
  /**
   * A URL: passes when a GET request gets a 2xx status. For a container that publishes one port, a path is enough.
   * @examples ["http://127.0.0.1:8080/health", "/health"]
   */
  http: Url;
  /**
   * Whether any process may answer. Otherwise, on Linux, the probe of a `serve` task passes only if this task or one that it
   * needs is the listener. Set this for a command that starts containers itself.
   * @default false
   */
  any_owner?: boolean;
}

/**
 * Passes when an HTTP response matches.
 * @skeleton {"http": {"url": "${1:http://127.0.0.1:8080/health}", "status": "${2:200}"}}
 */
export interface HttpProbe {
  /** The request, and the expected response. */
  http: HttpRequest;
}

/**
 * A URL, or only a path.
 * @pattern \$\{\{|^([hH][tT][tT][pP][sS]?:\/\/|\/)
 * @patternErrorMessage expected an `http` or `https` URL such as `http://127.0.0.1:8080/health`
 * @coarse
 */
export type Url = string;

/** An HTTP request and the expected response. */
export interface HttpRequest extends ProbeLimits {
  /**
   * The URL to request; for a container that publishes one port, a path is enough.
   * @examples ["https://127.0.0.1:8443/health"]
   */
  url: Url;
  /** The request method. Default: `GET`, or `POST` if there is a `request_body`. */
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  /**
   * Headers to send. Default: only those that HTTP requires.
   * @examples [{"authorization": "Bearer ${{ secrets.TOKEN }}"}]
   */
  request_headers?: Record<string, string>;
  /** The body to send. Default: none. */
  request_body?: string;
  /**
   * The expected status, or a list of accepted ones: each a number, a range or a class. Default: any 2xx.
   * @unit an HTTP status
   * @examples [200, "2xx", "200-399", [200, 404]]
   */
  status?: HttpStatus | HttpStatusList;
  /** A regular expression that the response body must match. Default: any body. */
  body?: string;
  /** Headers that the response must contain, with their values. Default: none. */
  headers?: Record<string, string>;
  /**
   * A file with the certificates (PEM) to trust for `https`, such as the `cert` of a `certificate` task. Default: the
   * system's.
   */
  ca?: string;
  /**
   * Whether to trust any certificate for `https`. Prefer `ca`: with `insecure`, any server can answer.
   * @default false
   */
  insecure?: boolean;
  /**
   * Whether any process may answer. Otherwise, on Linux, the probe of a `serve` task passes only if this task or one that it
   * needs is the listener. Set this for a command that starts containers itself.
   * @default false
   */
  any_owner?: boolean;
}

/**
 * An HTTP status, a range of them such as `200-399`, or a class such as `2xx`.
 * @pattern ^[1-5](\d\d(-[1-5]\d\d)?|[xX][xX])$
 * @patternErrorMessage expected a status such as `200`, `200-399` or `2xx`
 * @minimum 100
 * @maximum 599
 * @multipleOf 1
 * @coarse
 */
export type HttpStatus = number | string;

/**
 * Several statuses.
 * @minItems 1
 */
export type HttpStatusList = HttpStatus[];

/**
 * Passes when a line of the task's output matches.
 * @skeleton {"log": "${1:listening on}"}
 */
export interface LogProbe {
  /**
   * A regular expression for a line of the task's output, without colours. Named groups become outputs: `(?<port>\d+)` gives
   * `${{ tasks.this.log.port }}`.
   * @examples ["listening on :(?<port>\\d+)"]
   */
  log: string;
  /**
   * The number of lines that must match, for a server that prints the same line for each of its parts. Outputs come from the
   * last one.
   * @unit lines
   * @examples [2]
   * @default 1
   * @minimum 1
   * @asType integer
   */
  times?: number;
  /** Time limit for the lines to appear. Default: `30s`. */
  timeout?: Duration;
}

/**
 * Passes when a file exists.
 * @skeleton {"file": "${1:./app.sock}"}
 */
export interface FileProbe extends ProbeLimits {
  /** A path, relative to the launch file: passes when it exists or, if it is a socket, accepts connections. */
  file: string;
}

/**
 * Passes when a host command exits with 0.
 * @skeleton {"command": "${1:pg_isready}"}
 */
export interface CommandProbe extends ProbeLimits {
  /** A host command: passes when it exits with 0. */
  command: Command;
}

/**
 * Passes when the process sends a readiness notification.
 * @skeleton {"notify": {"timeout": "${1:30s}"}}
 */
export interface NotifyProbe {
  /** Passes when the process writes a line break to the file descriptor whose number is in `$BOTTLE_NOTIFY_FD`. */
  notify: NotifyLimits;
}

/** Limits of a probe that does not poll. */
export interface NotifyLimits {
  /** Time limit for the probe to pass. Default: `30s`. */
  timeout?: Duration;
}

/**
 * Passes when Docker reports the container as healthy.
 * @skeleton {"health": {"timeout": "${1:30s}"}}
 */
export interface HealthProbe {
  /** Passes when the health check of Docker reports healthy; bottle listens to its events and does not poll. */
  health: NotifyLimits;
}

/**
 * Passes when the exec channel echoes a word.
 * @skeleton {"echo": {"successes": "${1:2}"}}
 */
export interface EchoProbe {
  /** Passes when a random word sent over the exec channel of a container or machine comes back with exit code 0. */
  echo: ProbeLimits;
}

/**
 * Passes when a command in the container or machine exits with 0.
 * @skeleton {"exec": ["${1:pg_isready}"]}
 */
export interface ExecProbe extends ProbeLimits {
  /** A command in the container or machine: passes when it exits with 0. */
  exec: Argv;
}
