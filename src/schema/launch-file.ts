/*
 * The shape of bottle.yaml, as it is written. This file is the one source of truth: `npm run schema` generates
 * schema/bottle.schema.json from it (and with it what editors show on hover, the validator) and docs/reference.md, and a
 * test fails when they have drifted apart. The comments are the text that users read.
 *
 * - A comment of an optional key ends with `Default: …`, or has `@default` where that is a value of the key's own type.
 * - `@unit` says what a number counts, or which units a text is written with.
 * - `@skeleton`, on each kind of a task and of a probe, is what editors insert for it. `${1:…}` is where one types next.
 * - `@coarse` marks a pattern that is for editors alone: what the value must be, its kind tells more exactly than a pattern.
 * - `@examples` come first when a value is completed. What stands for a number must be a good one.
 */

/** A launch file: the tasks, and what all of them share. Texts may hold references, `${{ … }}`. */
export interface LaunchFileSource {
  /**
   * The version of this format.
   * @default 1
   */
  version?: 1;
  /**
   * What this launch is called in listings. Default: the name of the file's folder.
   * @examples ["agent-sandbox"]
   */
  name?: string;
  /** Variables of the file, read as `${{ vars.name }}`; `--var name=value` overrides them. Default: none. */
  vars?: Scalars;
  /**
   * Environment of every host command, on top of the environment that bottle was started in. A variable that reads outputs
   * of tasks adds no need: it is given to the tasks that need all of these anyway, and to the command after `--`.
   * Default: nothing more.
   */
  env?: Scalars;
  /** Secret values, read as `${{ secrets.NAME }}`; they are masked in every log, plan, event and error. Default: none. */
  secrets?: Record<string, SecretSource>;
  /**
   * How many tasks may be starting at once. A task that waits for its needs, or is up, is not counted.
   * @default 64
   * @unit tasks
   * @minimum 1
   * @asType integer
   */
  jobs?: number;
  /**
   * The task whose end ends the run; everything is then taken down. Its kind must be one that ends, as `run` does.
   * Default: none, the run ends when nothing holds it any more.
   */
  until?: string;
  /** Options of the command after `--`, as in `bottle run -- npm test`. Default: none. */
  foreground?: Foreground;
  /**
   * How long the whole teardown may take, whatever ends the run. It is shared out over the tasks that must stop one after
   * another; what has not stopped then is killed, and what cannot be removed then is reported. Default: 25 s after SIGTERM; otherwise there is no limit beside each `grace`.
   */
  stop_timeout?: Duration;
  /**
   * All tasks, by name.
   * @propertyNames {"pattern": "^[A-Za-z_][A-Za-z0-9_-]*$", "patternErrorMessage": "expected a task name: letters, digits, `_` and `-`, a letter or `_` first", "doNotSuggest": true}
   */
  tasks: Record<string, TaskSource>;
}

/** What the command after `--` gets. */
export interface Foreground {
  /**
   * Environment of the command after `--`, on top of the file's `env`. It may read outputs; the tasks that it reads are
   * started even if the call names other tasks only. Default: nothing more.
   */
  env?: Scalars;
}

/** Names with their values; numbers and booleans count as the text they are written as. */
export type Scalars = Record<string, string | number | boolean>;

/** Where a secret comes from: exactly one of `env` and `file`. */
export type SecretSource = EnvSecret | FileSecret;

/**
 * A secret that stands in an environment variable.
 * @skeleton {"env": "${1:GITHUB_TOKEN}"}
 */
export interface EnvSecret {
  /**
   * The environment variable to read; it must be set and not empty.
   * @examples ["GITHUB_TOKEN"]
   */
  env: string;
}

/**
 * A secret that stands in a file.
 * @skeleton {"file": "${1:./token.txt}"}
 */
export interface FileSecret {
  /**
   * The file to read, relative to the launch file; a line break at its end is dropped.
   * @examples ["./token.txt"]
   */
  file: string;
}

/** A task: exactly one kind, with the keys that belong to it, plus the keys that every task may have. */
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

/** Keys that every task may have. */
export interface CommonTask {
  /**
   * Tasks that come first, by name or as `{task: db, condition: started}`. Without a condition a need is met once that task
   * has succeeded or, if it stays up, is ready. References (`${{ tasks.db.pid }}`) imply the need, and always need success.
   * Default: none.
   * @examples [["db"], [{"task": "db", "condition": "started"}]]
   */
  needs?: (string | ConditionalNeed)[];
  /** What the task is for, in a few words; shown in plans. Default: none. */
  description?: string;
  /** Environment of the task's commands, on top of the file's `env`. Default: nothing more. */
  env?: Scalars;
  /**
   * How to tell that the task is ready: one probe, or a list of which all must pass. They are polled side by side.
   * Default: none, it is ready at once.
   */
  ready?: Probe | Probe[];
  /** Limit for the whole task, its probes and retries included, from its start: waiting for its needs does not count. Default: none. */
  timeout?: Duration;
  /** Limit for the time before it starts, in which it waits for its needs and, if `jobs` is reached, for a slot. Default: none. */
  wait_timeout?: Duration;
  /**
   * Whether the task may fail: the run then goes on without it and without what needs it to be `ready` or `started`, and the
   * exit code stays the same. Default: `false`.
   */
  allow_failure?: boolean;
  /** Tries the task again when it fails. Default: it is tried once. */
  retry?: Retry;
  /** A condition; the task is skipped where it is false. `''`, `false`, `0` and `no` are false. Default: it is run. */
  if?: Condition;
  /**
   * Names under which the task can be chosen: `bottle run --tag web` brings up the tasks with that tag, and what they need.
   * Default: none.
   * @examples [["web"]]
   */
  tags?: string[];
  /**
   * Outputs of the task that are secret, such as a token that it mints: they are masked in all output, logs, plans, events
   * and errors from the moment they are known. With `stdout` nothing that the command prints there is shown. Default: none.
   * @examples [["token"]]
   */
  secret_outputs?: string[];
}

/** A task that comes first, and how far it must have come. */
export interface ConditionalNeed {
  /**
   * The task that comes first.
   * @examples ["db"]
   */
  task: string;
  /**
   * How far it must have come. `ready`: it has succeeded or, if it stays up, is ready. `started`: its process, container or
   * machine runs, or its command has begun. `ended`: it is over, whether it succeeded, failed, was skipped or was cancelled;
   * only for tasks that end.
   * @default ready
   */
  condition?: NeedCondition;
}

/** How far a needed task must have come. */
export type NeedCondition = 'started' | 'ready' | 'ended';

/**
 * A span of time: a number and `ms`, `s`, `m` or `h`, or several of these added up, as in `1m30s`.
 * @unit `ms`, `s`, `m` or `h`
 * @pattern ^(\d+(\.\d+)?(ms|s|m|h))+$
 * @patternErrorMessage expected a duration such as `250ms`, `1.5s`, `2m` or `1m30s`
 * @examples ["30s"]
 */
export type Duration = string;

/**
 * An expression: references, texts in single quotes, `==`, `!=`, `!`, `&&`, `||` and parentheses.
 * @pattern ^\s*\$\{\{[\s\S]*\}\}\s*$
 * @patternErrorMessage expected one expression such as `${{ vars.agent == 'codex' }}`
 * @examples ["${{ vars.agent == 'codex' }}"]
 */
export type Condition = string;

/** How often a task that fails is tried again. */
export interface Retry {
  /**
   * How often the task is tried in all, the first time included.
   * @unit tries
   * @examples [3]
   * @minimum 1
   * @asType integer
   */
  attempts: number;
  /** Pause between the end of one try and the start of the next. Default: `0s`. */
  delay?: Duration;
}

/**
 * A command: a text runs in the shell (a reference becomes an environment variable of it, never script text),
 * a list runs as it stands, without a shell.
 */
export type Command = string | Argv;

/**
 * A program and its arguments.
 * @minItems 1
 */
export type Argv = string[];

/**
 * The shell for a command given as text: `sh`, `bash`, `dash`, `ksh`, `zsh` or the path of one. It runs with `-e`,
 * so a script ends at its first failing line.
 * @default sh
 * @pattern ^(.*\/)?(sh|bash|dash|ksh|zsh)$
 * @patternErrorMessage expected `sh`, `bash`, `dash`, `ksh`, `zsh` or the path of one of them
 */
export type Shell = string;

/**
 * A host command that runs to its end. Outputs: `stdout`, and the names under `outputs`.
 * @skeleton {"run": "${1:npm run build}"}
 */
export interface RunTask extends CommonTask {
  /**
   * A host command, run to its end; exit code 0 is success.
   * @examples ["npm run build"]
   */
  run: Command;
  /** The folder it runs in, relative to the launch file. Default: the launch file's folder. */
  cwd?: string;
  /** The shell for a command given as text. Default: `sh`. */
  shell?: Shell;
  /**
   * Values that the command gives: it writes each as a line `name=value` to the file `$BOTTLE_OUTPUT`, or as `name<<END`, the
   * lines of the value, and `END`;
   * other tasks read `${{ tasks.this.name }}`. Default: none.
   * @examples [["version"]]
   */
  outputs?: OutputName[];
  /**
   * Globs of the files that the command reads, relative to `cwd`. With them the task is skipped when neither their
   * contents, nor the command, nor what it generated has changed since its last success. Default: none, it is always run.
   * @examples [["src/**"]]
   */
  sources?: string[];
  /**
   * Globs of the files that the command makes, relative to `cwd`. Launches that need them at once build them once.
   * Default: none.
   * @examples [["dist/**"]]
   */
  generates?: string[];
  /** Whether the command gets the terminal; its exit code is then bottle's. Default: `false`. */
  interactive?: boolean;
  /** What the command reads from its standard input. Default: `empty`. */
  stdin?: Stdin;
  /**
   * A command that reverts what `run` did, run in the teardown, also in that of a run that was killed. It is run in the same
   * `cwd` and `shell`, and may read the task's own outputs. Default: none.
   * @examples ["dropdb --if-exists shop"]
   */
  undo?: Command;
  /** How long the command has from SIGTERM to SIGKILL if it is cancelled, and how long `undo` may take. Default: `10s`. */
  grace?: Duration;
}

/**
 * The standard input of a host command: `open` is a pipe that never ends and has nothing to read, `empty` ends immediately,
 * `inherit` is the input that bottle itself was started with, for one task of the file at most.
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
   * A host process that keeps running, in a process group of its own.
   * @examples ["node server.js"]
   */
  serve: Command;
  /** The folder it runs in, relative to the launch file. Default: the launch file's folder. */
  cwd?: string;
  /** The shell for a command given as text. Default: `sh`. */
  shell?: Shell;
  /**
   * What the process reads from its standard input. Many watchers stop at the end of their input, so it does not end by itself.
   * Default: `open`.
   */
  stdin?: Stdin;
  /**
   * A command that asks the process to stop. `stop_signal` follows if it fails, or if the process still runs after half of `grace`. It
   * may read the task's own `pid`. Default: none.
   * @examples ["pg_ctl stop -m fast"]
   */
  stop?: Command;
  /**
   * The signal that asks the process group to stop.
   * @default SIGTERM
   * @pattern ^SIG[A-Z0-9+-]+$
   * @patternErrorMessage expected the name of a signal such as `SIGINT`
   * @examples ["SIGINT"]
   */
  stop_signal?: string;
  /** How long after the first request to stop the process group is killed. Default: `10s`. */
  grace?: Duration;
  /**
   * What its unasked end means once it is ready: `fail` ends the run, `ignore` does not.
   * @default fail
   */
  on_exit?: 'fail' | 'ignore';
  /** Starts the process again when it ends unasked, `attempts` times at most in the whole run. Default: it is not. */
  restart?: Restart;
}

/** How a process that ended unasked is started again. */
export interface Restart {
  /**
   * How often it is started again in the whole run.
   * @unit starts
   * @examples [3]
   * @minimum 1
   * @asType integer
   */
  attempts: number;
  /** Pause between its end and the next start. Default: `1s`. */
  delay?: Duration;
}

/**
 * A Docker container. Outputs: `id`, `name`, `ip`, and for each published port `ports.<port>` (`host:port`), `.host` and `.port`.
 * @skeleton {"container": {"image": "${1:redis:7-alpine}", "ports": ["\"${2:6379}\""]}, "ready": {"port": "${2:6379}"}}
 */
export interface ContainerTask extends CommonTask {
  /** A Docker container, started anew for this run and removed with it. */
  container: Container;
}

/** What the container is made from. Paths on the host are relative to the launch file. */
export interface Container {
  /**
   * The image, by reference or id: `${{ tasks.app.ref }}` uses one that an `image` task made.
   * @examples ["redis:7-alpine"]
   */
  image: string;
  /**
   * When to pull the image: if it is `missing`, `always`, or `never`.
   * @default missing
   */
  pull?: 'missing' | 'always' | 'never';
  /** Replaces the image's command. Default: the image's. */
  command?: Argv;
  /** Replaces the image's entrypoint. Default: the image's. */
  entrypoint?: Argv;
  /** Environment of the container. Default: the image's. */
  env?: Scalars;
  /** Files with lines `NAME=value` for its environment; `env` wins. Default: none. */
  env_file?: string[];
  /**
   * The user it runs as: a name or id, with `:group` if need be. Default: the image's.
   * @examples ["node"]
   */
  user?: string;
  /** The folder inside in which its command runs. Default: the image's. */
  workdir?: string;
  /**
   * Ports to publish, each `[host address:][host port]:container port[/udp]`; without a host port Docker chooses one.
   * The address is 127.0.0.1 unless said. Of a container that is in internal networks alone Docker publishes nothing, so
   * with `ports` it joins `bridge` as well and has a way out there. Default: none.
   * @examples [["8080:80"], ["${{ tasks.address.ip }}::8888"]]
   */
  ports?: PortMapping[];
  /**
   * What to mount, each `source:target[:ro]`; a source that begins with `.`, `/` or a reference is a path on the host,
   * any other one the name of a Docker volume. Default: none.
   * @examples [["./data:/data:ro"]]
   */
  volumes?: Mount[];
  /**
   * Paths inside that are kept in memory, each `target[:options]`. Default: none.
   * @examples [["/tmp:size=64m"]]
   */
  tmpfs?: MemoryMount[];
  /** The networks it joins: `network` tasks (this implies the need), or `bridge` for Docker's default; an empty list is none at all. Default: `[bridge]`. */
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
  /** Whether an init process runs as its first one, which passes signals on and reaps. Default: `false`. */
  init?: boolean;
  /** How much memory it may use. Default: no limit. */
  memory?: ByteSize;
  /**
   * How many CPUs it may use, in parts of one if need be. Default: no limit.
   * @unit CPUs
   * @examples [1.5]
   * @minimum 0.01
   */
  cpus?: number;
  /**
   * How many processes it may have. Default: no limit.
   * @unit processes
   * @examples [256]
   * @minimum 1
   * @asType integer
   */
  pids_limit?: number;
  /**
   * Names that it resolves, each `name:address`. Default: none.
   * @examples [["host.docker.internal:host-gateway"]]
   */
  extra_hosts?: HostEntry[];
  /**
   * The signal that asks it to stop. Default: the image's, else `SIGTERM`.
   * @pattern ^SIG[A-Z0-9+-]+$
   * @patternErrorMessage expected the name of a signal such as `SIGINT`
   */
  stop_signal?: string;
  /** How long after the stop signal it is killed. Default: `10s`. */
  grace?: Duration;
  /** How Docker finds out that it is healthy; the probe `health: {}` follows that. Default: the image's. */
  healthcheck?: Healthcheck;
  /**
   * The platform of the image, where there are several. Default: the engine's.
   * @examples ["linux/amd64"]
   */
  platform?: string;
  /**
   * What its unasked end means once it is ready: `fail` ends the run, `ignore` does not.
   * @default fail
   */
  on_exit?: 'fail' | 'ignore';
}

/** A network that a container joins, and how. */
export interface NetworkAttachment {
  /** The `network` task; this implies the need. */
  network: string;
  /** Further names that it has on that network. Its task's name is always one. Default: none. */
  aliases?: string[];
  /**
   * Its address on that network, from the network's subnet. Default: Docker chooses.
   * @examples ["172.30.0.2"]
   */
  ip?: Address;
}

/**
 * A port that is published: `[host address:][host port]:container port[/udp]`.
 * @pattern \$\{\{|^((\[[\da-fA-F:.]+\]:|[\d.]+:)?\d{0,5}:)?\d{1,5}(\/(tcp|udp))?$
 * @patternErrorMessage expected `[host address:][host port]:container port[/udp]` such as `8080:80`
 * @coarse
 * @examples ["8080:80", "${{ tasks.address.ip }}::80"]
 */
export type PortMapping = string;

/**
 * Something of the host that is seen inside: `source:/target[:ro]`.
 * @pattern \$\{\{|^[^:]+:\/[^:]*(:(ro|rw))?$
 * @patternErrorMessage expected `source:/target[:ro]` such as `./data:/data:ro`
 * @coarse
 * @examples ["./data:/data:ro"]
 */
export type Mount = string;

/**
 * A path inside that is kept in memory: `/target[:options]`.
 * @pattern \$\{\{|^\/[^:]*(:[^:]*)?$
 * @patternErrorMessage expected `/target[:options]` such as `/tmp:size=64m`
 * @coarse
 * @examples ["/tmp:size=64m"]
 */
export type MemoryMount = string;

/**
 * A name with its address: `name:address`.
 * @pattern \$\{\{|^[^:\s]+:\S+$
 * @patternErrorMessage expected `name:address` such as `db.local:172.30.0.2`
 * @examples ["host.docker.internal:host-gateway"]
 */
export type HostEntry = string;

/**
 * An address, IPv4 or IPv6.
 * @pattern \$\{\{|^(\d{1,3}(\.\d{1,3}){3}|[\da-fA-F:.]*:[\da-fA-F:.]*)$
 * @patternErrorMessage expected an address such as `172.30.0.2`
 * @examples ["172.30.0.2"]
 */
export type Address = string;

/**
 * A range of addresses: one of them and the length of what all have in common.
 * @pattern \$\{\{|^(\d{1,3}(\.\d{1,3}){3}|[\da-fA-F:.]*:[\da-fA-F:.]*)\/\d{1,3}$
 * @patternErrorMessage expected a range of addresses such as `172.30.0.0/24`
 * @examples ["172.30.0.0/24"]
 */
export type Subnet = string;

/**
 * A number of bytes: a number and `b`, `k`, `m` or `g` (powers of 1024).
 * @unit `b`, `k`, `m` or `g`
 * @pattern ^\d+(\.\d+)?[bkmg]$
 * @patternErrorMessage expected a size such as `512m` or `2g`
 * @examples ["512m"]
 */
export type ByteSize = string;

/** How Docker finds out that a container is healthy. */
export interface Healthcheck {
  /** The command, inside the container: a text runs in its shell, a list without one. Exit code 0 is healthy. */
  command: Command;
  /** Pause between two checks. Default: `1s`. */
  interval?: Duration;
  /** How long a check may take. Default: `30s`. */
  timeout?: Duration;
  /**
   * How many checks must fail in a row for unhealthy, which ends the wait of a `health` probe.
   * @unit checks
   * @default 30
   * @minimum 1
   * @asType integer
   */
  retries?: number;
  /** How long from its start failures do not count. Default: `0s`. */
  start_period?: Duration;
}

/**
 * A Docker network. Outputs: `id`, `name`, `subnet`, `gateway`.
 * @skeleton {"network": {"internal": "${1:true}"}}
 */
export interface NetworkTask extends CommonTask {
  /** A Docker network, made for this run and removed with it. */
  network: Network;
}

/** What the network is like. */
export interface Network {
  /** Whether it has no way out. Default: `false`. */
  internal?: boolean;
  /**
   * The network driver.
   * @default bridge
   */
  driver?: string;
  /**
   * Its addresses. Default: Docker chooses.
   * @examples ["172.30.0.0/24"]
   */
  subnet?: Subnet;
  /**
   * The gateway's address, from the subnet. Default: Docker chooses.
   * @examples ["172.30.0.1"]
   */
  gateway?: Address;
  /** Whether it has IPv6 too. Default: `false`. */
  ipv6?: boolean;
  /** Labels of the network; bottle adds its own. Default: none. */
  labels?: Scalars;
}

/**
 * A Docker image, built or pulled. Outputs: `id`, `ref`.
 * @skeleton {"image": {"build": "${1:.}"}}
 */
export interface ImageTask extends CommonTask {
  /** Builds an image, or pulls one. It stays when the run is over, as a cache does. */
  image: BuiltImage | PulledImage;
}

/**
 * An image that is built.
 * @skeleton {"build": "${1:.}", "dockerfile": "${2:Dockerfile}"}
 */
export interface BuiltImage {
  /**
   * The folder that the build sees, relative to the launch file; its .dockerignore counts.
   * @examples ["."]
   */
  build: string;
  /**
   * The Dockerfile, relative to that folder, or outside of it (`../Dockerfile.dev`). If there is a file of its name with
   * `.dockerignore` behind it, that counts instead of the folder's. Default: `Dockerfile`.
   */
  dockerfile?: string;
  /** Build arguments. Default: none. */
  args?: Scalars;
  /** The stage to build. Default: the last one. */
  target?: string;
  /** A name for the image. Default: one made of the launch file and the task. */
  tag?: string;
  /** The platform to build for. Default: the engine's. */
  platform?: string;
}

/**
 * An image that is pulled.
 * @skeleton {"pull": "${1:redis:7-alpine}"}
 */
export interface PulledImage {
  /**
   * The image to pull, by reference.
   * @examples ["redis:7-alpine"]
   */
  pull: string;
  /**
   * When: if it is `missing`, or `always`.
   * @default missing
   */
  when?: 'missing' | 'always';
  /** The platform of the image, where there are several. Default: the engine's. */
  platform?: string;
}

/**
 * A microVM. Outputs: `name`, its environment as `env.<NAME>`, and for each published port `ports.<port>` (`host:port`), `.host` and `.port`.
 * @skeleton {"machine": {"from": "${1:./agent.smolmachine}"}, "ready": {"echo": {"successes": "${2:2}"}}}
 */
export interface MachineTask extends CommonTask {
  /** A microVM, made anew for this run by the command `smolvm` and removed with it. */
  machine: Machine;
}

/**
 * What the machine is made from. Paths on the host are relative to the launch file. Without `image`, `from` and `smolfile`
 * it is a bare machine.
 */
export interface Machine {
  /**
   * The image that its guest runs: by reference, or an archive or folder whose path begins with `.` or `/`. To
   * pull one by reference, smolvm before 1.25.1 needs `net: true`, an allow-list or a port. Default: none.
   * @examples ["alpine:3.22"]
   */
  image?: string;
  /**
   * A packed machine to make it from; excludes `image` and `smolfile`. Default: none.
   * @examples ["./agent.smolmachine"]
   */
  from?: string;
  /**
   * A Smolfile (TOML) that says what it is like; keys here come on top. Default: none.
   * @examples ["./Smolfile"]
   */
  smolfile?: string;
  /**
   * How many CPUs it has. Default: 4, or what `from` or `smolfile` says.
   * @unit CPUs
   * @examples [2]
   * @minimum 1
   * @maximum 16
   * @asType integer
   */
  cpus?: number;
  /** How much memory it has, at least `64m`. Default: `8g`, or what `from` or `smolfile` says. */
  memory?: ByteSize;
  /** Environment of its first process and of every command that `exec` tasks and probes run in it. Default: none. */
  env?: Scalars;
  /**
   * Folders of the host to mount, each `folder:target[:ro]`. Default: none.
   * @examples [["./work:/work"]]
   */
  volumes?: Mount[];
  /**
   * TCP ports to publish on 127.0.0.1, each `host port:guest port`, or one number for both. What listens in the guest must
   * listen on all of its addresses. Default: none.
   * @examples [["8080:80"]]
   */
  ports?: MachinePort[];
  /** Whether it has a network. Default: `false`, unless an allow-list needs one. */
  net?: boolean;
  /**
   * The only addresses that it may reach, each an address or a range. Names still resolve. Default: all, where it has a
   * network.
   * @examples [["172.30.0.2/32"]]
   */
  allow_cidrs?: Cidr[];
  /**
   * The only hosts that it may reach, by name; no other name resolves then. Default: all, where it has a network.
   * @examples [["api.example.com"]]
   */
  allow_hosts?: string[];
  /**
   * Addresses that it may never reach, each an address or a range, even if an allow-list has them; alone they leave it
   * everything else. smolvm 1.31.0 and newer. Default: none.
   * @examples [["10.0.0.0/8"]]
   */
  deny_cidrs?: Cidr[];
  /**
   * Whether a machine is refused that the installed smolvm would not confine as its lists say; `unchecked` starts it all
   * the same.
   * @default checked
   */
  confinement?: 'checked' | 'unchecked';
  /** A command that runs in it from its start on, in place of the image's own. Default: the image's. */
  command?: Argv;
  /**
   * Whether it stops once that command has ended, which then is the end of the task, as in a container. Otherwise the machine stays
   * up. smolvm 1.22.0 and newer.
   * @default false
   */
  stop_on_exit?: boolean;
  /**
   * Shell commands that run in it once, at its first start. Default: none.
   * @examples [["apk add git"]]
   */
  init?: string[];
  /**
   * How many commands may run in it at once.
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
 * An address, or a range of addresses.
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
  /** A command inside a container or machine that is up, over its exec channel; exit code 0 is success. */
  exec: Exec;
}

/** What runs inside, and how. */
export interface Exec {
  /** The `container` or `machine` task it runs in; this implies the need. */
  in: string;
  /** The command: a text runs in the `sh` inside, a list runs as it stands. */
  command: Command;
  /**
   * The user it runs as: a name or number, with `:group` if need be. In a machine a name alone takes `su` inside, the rest smolvm
   * 1.14.0. Default: the container's, or root in a machine.
   */
  user?: string;
  /** The folder inside in which it runs. Default: that of the container or machine. */
  workdir?: string;
  /** Environment of the command, on top of that of the container or machine. Default: nothing more. */
  env?: Scalars;
  /**
   * Values that the command gives: it prints each as a line `name=value` to its standard output, or as
   * `name<<END`, the lines of the value, and `END`. Default: none.
   * @examples [["version"]]
   */
  outputs?: OutputName[];
  /** Whether the command gets the terminal; its exit code is then bottle's. Default: `false`. */
  interactive?: boolean;
  /**
   * Whether it does no harm to run the command again. If so, it is tried again (3 times in all, or as `retry` says) when it
   * was killed or the way in broke, as happens in the first moments of a machine. Default: `false`.
   */
  idempotent?: boolean;
}

/**
 * Copies files between the host and a container or machine.
 * @skeleton {"copy": {"from": "${1:./config}", "to": "${2:box:/etc/app}"}}
 */
export interface CopyTask extends CommonTask {
  /** Copies a file, or a folder with what is in it; mode and owner are kept. Exactly one side names a task: `box:/path`. */
  copy: Copy;
}

/** What is copied where. */
export interface Copy {
  /**
   * What to copy: a path on the host, relative to the launch file, or `task:/path` in a container or machine.
   * @examples ["./config"]
   */
  from: string;
  /**
   * Where to: `task:/path` in a container or machine, or a path on the host. The copy has this name; folders above it are made.
   * @examples ["box:/etc/app"]
   */
  to: string;
}

/**
 * Nothing but its probes: waits for something that bottle did not start.
 * @skeleton {"wait": "{}", "ready": {"port": "${1:localhost:5432}"}}
 */
export interface WaitTask extends CommonTask {
  /** Starts nothing: the task is its `ready` probes. */
  wait: EmptyMap;
}

/**
 * A map without keys: `{}`.
 * @skeleton {}
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- the closed empty map is the point
export interface EmptyMap {}

/**
 * Leases a loopback address. Outputs: `ip`.
 * @skeleton {"alias": {"wait": "${1:30s}"}}
 */
export interface AliasTask extends CommonTask {
  /** Leases a loopback address that no other live run has, for as long as this run lives. */
  alias: Alias;
}

/** Which address, and what to do when all are taken. */
export interface Alias {
  /**
   * The addresses to choose from, both ends included.
   * @default 127.0.0.16-127.0.0.31
   * @pattern ^127(\.\d{1,3}){3}-127(\.\d{1,3}){3}$
   * @patternErrorMessage expected a range of loopback addresses such as `127.0.0.16-127.0.0.31`
   */
  pool?: string;
  /** How long to queue when all are taken. Default: `0s`, which fails at once and names the holders. */
  wait?: Duration;
}

/**
 * Mints a certificate in the run's directory. Outputs: `cert`, `key` (paths), `fingerprint`.
 * @skeleton {"certificate": {"ca": "${1:true}"}}
 */
export interface CertificateTask extends CommonTask {
  /** Mints an authority, or a certificate that an authority task signs, in the run's directory; keys have mode 0600. */
  certificate: Authority | Leaf;
}

/**
 * A certificate authority of this run's own.
 * @skeleton {"ca": "${1:true}", "common_name": "${2:our own authority}"}
 */
export interface Authority {
  /** Makes it an authority: it may sign other `certificate` tasks. */
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
   * The host names and addresses it is good for.
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

/** One way to tell that a task is ready. Exactly one kind; a kind that takes a map has the limits inside that map. */
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

/** Limits and pace of a probe. */
export interface ProbeLimits {
  /** How long the probe may take to pass, from its first attempt. Default: `30s`. */
  timeout?: Duration;
  /** How long one attempt may take. Default: `2s`. */
  attempt_timeout?: Duration;
  /**
   * How often it must succeed in a row; unless `interval` is given, they are spread over at least 150 ms.
   * @unit times
   * @examples [3]
   * @default 1
   * @minimum 1
   * @maximum 100
   * @asType integer
   */
  successes?: number;
  /** A fixed pause between attempts. Default: 2.5 % of the time waited so far, at least 5 ms and at most 250 ms. */
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
   * Whether any process may be the one that answers. Otherwise, on Linux, the probe of a `serve` task passes only if this task
   * or one that it needs listens there. Set it for a command that starts containers itself.
   * @default false
   */
  any_owner?: boolean;
}

/**
 * Passes when an address answers with success.
 * @skeleton {"http": "${1:http://127.0.0.1:8080/health}"}
 */
export interface HttpUrlProbe extends ProbeLimits {
  /**
   * A URL: passes when a GET is answered with a 2xx status. In a container that publishes one port a path alone is enough.
   * @examples ["http://127.0.0.1:8080/health", "/health"]
   */
  http: Url;
  /**
   * Whether any process may be the one that answers. Otherwise, on Linux, the probe of a `serve` task passes only if this task
   * or one that it needs listens there. Set it for a command that starts containers itself.
   * @default false
   */
  any_owner?: boolean;
}

/**
 * Passes when an HTTP response matches.
 * @skeleton {"http": {"url": "${1:http://127.0.0.1:8080/health}", "status": "${2:200}"}}
 */
export interface HttpProbe {
  /** What to ask for, and what the response must be. */
  http: HttpRequest;
}

/**
 * A URL, or a path alone.
 * @pattern \$\{\{|^([hH][tT][tT][pP][sS]?:\/\/|\/)
 * @patternErrorMessage expected an `http` or `https` URL such as `http://127.0.0.1:8080/health`
 * @coarse
 */
export type Url = string;

/** An HTTP request and what its response must be. */
export interface HttpRequest extends ProbeLimits {
  /**
   * The URL to request, or in a container that publishes one port a path alone.
   * @examples ["https://127.0.0.1:8443/health"]
   */
  url: Url;
  /** The request's method. Default: `GET`, or `POST` if there is a `request_body`. */
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  /**
   * Headers to send. Default: none but what HTTP itself needs.
   * @examples [{"authorization": "Bearer ${{ secrets.TOKEN }}"}]
   */
  request_headers?: Record<string, string>;
  /** The body to send. Default: none. */
  request_body?: string;
  /**
   * The status that the response must have, or a list of those that it may have: each a number, a range or a class.
   * Default: any 2xx.
   * @unit an HTTP status
   * @examples [200, "2xx", "200-399", [200, 404]]
   */
  status?: HttpStatus | HttpStatusList;
  /** A regular expression that the response's body must match. Default: any body will do. */
  body?: string;
  /** Headers that the response must have, with their values. Default: none. */
  headers?: Record<string, string>;
  /** A file with the certificates (PEM) to trust for `https`, as of a `certificate` task's `cert`. Default: the system's. */
  ca?: string;
  /**
   * Whether any certificate is trusted for `https`; `ca` is better, since with this anyone can answer.
   * @default false
   */
  insecure?: boolean;
  /**
   * Whether any process may be the one that answers. Otherwise, on Linux, the probe of a `serve` task passes only if this task
   * or one that it needs listens there. Set it for a command that starts containers itself.
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
   * A regular expression for a line of the task's output, colours left out. Named groups become outputs:
   * `(?<port>\d+)` gives `${{ tasks.this.log.port }}`.
   * @examples ["listening on :(?<port>\\d+)"]
   */
  log: string;
  /**
   * How many lines must match: for a server that prints the same line for each of its parts. Outputs are of the last one.
   * @unit lines
   * @examples [2]
   * @default 1
   * @minimum 1
   * @asType integer
   */
  times?: number;
  /** How long the lines may take to come. Default: `30s`. */
  timeout?: Duration;
}

/**
 * Passes when a file exists.
 * @skeleton {"file": "${1:./app.sock}"}
 */
export interface FileProbe extends ProbeLimits {
  /** A path, relative to the launch file: passes when it exists; if it is a socket, when it accepts. */
  file: string;
}

/**
 * Passes when a host command exits 0.
 * @skeleton {"command": "${1:pg_isready}"}
 */
export interface CommandProbe extends ProbeLimits {
  /** A host command: passes when it exits 0. */
  command: Command;
}

/**
 * Passes when the process says so.
 * @skeleton {"notify": {"timeout": "${1:30s}"}}
 */
export interface NotifyProbe {
  /** Passes when the process writes a line break to the file descriptor whose number is in `$BOTTLE_NOTIFY_FD`. */
  notify: NotifyLimits;
}

/** Limits of a probe that does not poll. */
export interface NotifyLimits {
  /** How long the process may take. Default: `30s`. */
  timeout?: Duration;
}

/**
 * Passes when Docker says that the container is healthy.
 * @skeleton {"health": {"timeout": "${1:30s}"}}
 */
export interface HealthProbe {
  /** Passes when Docker's own health check says healthy; bottle is told and does not poll. */
  health: NotifyLimits;
}

/**
 * Passes when the exec channel gives back what was sent.
 * @skeleton {"echo": {"successes": "${1:2}"}}
 */
export interface EchoProbe {
  /** Passes when a random word sent over the exec channel of a container or machine comes back, with exit code 0. */
  echo: ProbeLimits;
}

/**
 * Passes when a command inside exits 0.
 * @skeleton {"exec": ["${1:pg_isready}"]}
 */
export interface ExecProbe extends ProbeLimits {
  /** A command inside the container or machine: passes when it exits 0. */
  exec: Argv;
}
