import type {Argv, Command, Duration, Url} from './values.ts';

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
   * The number of consecutive successes required. Unless `interval` is set, they are spread over at least 150 ms.
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
   * Whether to accept an answer from any process. Otherwise, on Linux, the probe of a `serve` task passes only if the listener
   * belongs to this task or to a task that it needs. Set this for a command that starts containers itself.
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
   * Whether to accept an answer from any process. Otherwise, on Linux, the probe of a `serve` task passes only if the listener
   * belongs to this task or to a task that it needs. Set this for a command that starts containers itself.
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

/** An HTTP request and the expected response. */
export interface HttpRequest extends HttpExchange, ProbeLimits {
  /**
   * Whether to accept an answer from any process. Otherwise, on Linux, the probe of a `serve` task passes only if the listener
   * belongs to this task or to a task that it needs. Set this for a command that starts containers itself.
   * @default false
   */
  any_owner?: boolean;
}

/** An HTTP request and the expected response, without the timing of a probe. */
export interface HttpExchange {
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
}

/**
 * An HTTP status, a range such as `200-399`, or a class such as `2xx`.
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
   * A regular expression that a line of the task's output must match; colours are removed first. Named groups become outputs:
   * `(?<port>\d+)` sets `${{ tasks.this.log.port }}`.
   * @examples ["listening on :(?<port>\\d+)"]
   */
  log: string;
  /**
   * The number of lines that must match, for a server that prints the same line for each of its components. Outputs come from the
   * last match.
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
  /** A path, relative to the launch file: passes when the file exists or, if it is a socket, accepts connections. */
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
  /** Passes when Docker's health check reports healthy; bottle listens for Docker's events and does not poll. */
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
