import type {ExecChannel} from '../channels/channel.ts';

/** The probe targets of a task that is up or has ended. They depend on the kind of the task. */
export interface ProbeTarget {
  /** The endpoint for reaching a port of the task from the host. */
  readonly endpoint?: (port: number) => Endpoint;
  /** The endpoint for URLs without a host: the only published port of a container. */
  readonly baseUrl?: Endpoint;
  /** The past and future output of the task. */
  readonly output?: OutputLines;
  /** Settles when the process writes a line break to `$BOTTLE_NOTIFY_FD`. */
  readonly notified?: Promise<void>;
  /** The health of a container, as reported by Docker. */
  readonly health?: HealthReports;
  /** The exec channel of a container or machine. */
  readonly channel?: ExecChannel;
}

/** The names of probe targets. A kind lists the ones it offers, so that the loader can reject probes that need others. */
export type ProbeTargetName = 'endpoint' | 'baseUrl' | 'output' | 'notify' | 'health' | 'channel';

/** Follows a container's health: `none` if it has no health check. */
export interface HealthReports {
  /**
   * Calls `onHealth` with the current health and after every change, until `signal` fires. `lastLine` is the last line of the health
   * check's output.
   */
  follow(
    onHealth: (health: 'starting' | 'healthy' | 'unhealthy' | 'none', lastLine: string) => void,
    signal: AbortSignal,
  ): void;
}

/** A TCP endpoint, and how long a connection to it must stay open. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  /** Milliseconds; above 0 if a proxy accepts connections for a server that may not listen yet. */
  readonly holdMs: number;
  /** The address of that server itself, if this machine can reach it. If the server accepts there, `holdMs` does not apply. */
  readonly behind?: {readonly host: string; readonly port: number};
}

/** All lines of a task's output, without colour codes. */
export interface OutputLines {
  /** Calls `onLine` for all past lines (including an unfinished last line) and all future lines, until `signal` fires. */
  follow(onLine: LineListener, signal: AbortSignal): void;
  /** The last lines, at most `count`, oldest first. */
  last(count: number): readonly string[];
}

/** `finished` is false for a line without a line break. The line is reported again when it grows and when it is complete. */
export type LineListener = (line: string, finished: boolean) => void;
