import type {HttpExchange} from './probes.ts';
import type {Argv, Command, Duration, Url} from './values.ts';

/**
 * A liveness probe: exactly one kind. Probing starts once the task is ready. If the probe fails several times in a row, the task
 * is stopped as if it had exited unexpectedly. Liveness probes have no `timeout` and no `successes`.
 */
export type LivenessProbe =
  | PortLiveness
  | HttpLiveness
  | HttpUrlLiveness
  | FileLiveness
  | CommandLiveness
  | HealthLiveness
  | EchoLiveness
  | ExecLiveness;

/** Timing of a liveness probe. */
export interface LivenessLimits {
  /** The time between attempts. Default: `10s`. */
  interval?: Duration;
  /** Time limit of one attempt. Default: `2s`. */
  attempt_timeout?: Duration;
  /**
   * The number of consecutive failures after which the task is considered dead.
   * @unit times
   * @examples [5]
   * @default 3
   * @minimum 1
   * @maximum 100
   * @asType integer
   */
  failures?: number;
}

/**
 * Fails if no connection opens and stays open.
 * @skeleton {"port": "${1:8080}"}
 */
export interface PortLiveness extends LivenessLimits {
  /**
   * A TCP port of the task, or `host:port`.
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
}

/**
 * Fails if a URL does not respond with success.
 * @skeleton {"http": "${1:http://127.0.0.1:8080/health}"}
 */
export interface HttpUrlLiveness extends LivenessLimits {
  /**
   * A URL that must respond to a GET request with a 2xx status. For a container that publishes one port, a path is enough.
   * @examples ["http://127.0.0.1:8080/health", "/health"]
   */
  http: Url;
}

/**
 * Fails if an HTTP response does not match.
 * @skeleton {"http": {"url": "${1:http://127.0.0.1:8080/health}", "interval": "${2:10s}"}}
 */
export interface HttpLiveness {
  /** The request, and the expected response. */
  http: HttpLivenessRequest;
}

/** An HTTP request and the expected response. */
export interface HttpLivenessRequest extends HttpExchange, LivenessLimits {}

/**
 * Fails if a file does not exist.
 * @skeleton {"file": "${1:./app.sock}"}
 */
export interface FileLiveness extends LivenessLimits {
  /** A path, relative to the launch file, that must exist. A socket must also accept connections. */
  file: string;
}

/**
 * Fails if a host command does not exit with 0.
 * @skeleton {"command": "${1:pg_isready}"}
 */
export interface CommandLiveness extends LivenessLimits {
  /** A host command that must exit with 0. */
  command: Command;
}

/**
 * Fails if Docker reports the container as unhealthy.
 * @skeleton {"health": {"failures": "${1:1}"}}
 */
export interface HealthLiveness {
  /** Fails if Docker's health check reports unhealthy. */
  health: LivenessLimits;
}

/**
 * Fails if the exec channel does not echo a word.
 * @skeleton {"echo": {"failures": "${1:3}"}}
 */
export interface EchoLiveness {
  /** A random word sent over the exec channel of a container or machine must come back with exit code 0. */
  echo: LivenessLimits;
}

/**
 * Fails if a command in the container or machine does not exit with 0.
 * @skeleton {"exec": ["${1:pg_isready}"]}
 */
export interface ExecLiveness extends LivenessLimits {
  /** A command in the container or machine that must exit with 0. */
  exec: Argv;
}

/** Liveness keys of tasks that keep running. */
export interface LivenessKeys {
  /**
   * A liveness probe of the task, or a list of probes. Probes run in parallel once the task is ready. If one fails several times
   * in a row, the task is stopped, which counts as an unexpected exit. Default: none.
   */
  liveness?: LivenessProbe | LivenessProbe[];
}
