import type {ExecChannel} from '../channels/channel.ts';

/** The probe targets of a task that is up (or has ended): each kind offers its own. */
export interface ProbeTarget {
  /** Where a port of the task is reached from the host. */
  readonly endpoint?: (port: number) => Endpoint;
  /** The base of a path without a host: the only port that a container publishes. */
  readonly baseUrl?: Endpoint;
  /** The past and future output of the task. */
  readonly output?: OutputLines;
  /** Settles when the process wrote a line break to `$BOTTLE_NOTIFY_FD`. */
  readonly notified?: Promise<void>;
  /** The health of a container as reported by Docker, now and after every change. */
  readonly health?: HealthReports;
  /** The exec channel of a container or machine. */
  readonly channel?: ExecChannel;
}

/** A word for each thing of {@link ProbeTarget}; a kind names those it offers, so that the loader can refuse the rest. */
export type ProbeTargetName = 'endpoint' | 'baseUrl' | 'output' | 'notify' | 'health' | 'channel';

/** Follows a container's health: `none` if it has no health check. */
export interface HealthReports {
  /** Calls `onHealth` with the health as it is, and with every change, until `signal` fires; `lastLine` is the check's own. */
  follow(
    onHealth: (health: 'starting' | 'healthy' | 'unhealthy' | 'none', lastLine: string) => void,
    signal: AbortSignal,
  ): void;
}

/** A TCP endpoint, and how long a connection must stay open to count. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
  /** Milliseconds; above 0 where something in between accepts on behalf of a server that may not listen yet. */
  readonly holdMs: number;
  /** Where that server itself listens, as far as this machine reaches it: when it accepts there nothing is held. */
  readonly behind?: {readonly host: string; readonly port: number};
}

/** All lines of a task's output, without colour codes. */
export interface OutputLines {
  /** Calls `onLine` for every line so far (the unfinished last one included) and every one to come, until `signal` fires. */
  follow(onLine: LineListener, signal: AbortSignal): void;
  /** The last lines, oldest first, at most `count`. */
  last(count: number): readonly string[];
}

/** `finished` is false for a line that has no line break yet: the line comes again when it has grown, and when it is whole. */
export type LineListener = (line: string, finished: boolean) => void;
