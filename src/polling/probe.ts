import type {WatchedListeners} from '../processes/watched-listeners.ts';
import type {ProbeResult} from '../vocabulary/probe-result.ts';

/** A readiness check. The poller owns its pace, deadline, cancellation and clock. */
export type Probe = PolledProbe | AwaitedProbe;

interface DescribedProbe {
  /** Its description, as in "waiting for …": `port 8888`, `http http://127.0.0.1:80/health`, `a log line matching /up/`. */
  readonly description: string;
  /** The URL that it connects to, if any: `tcp://127.0.0.1:5432`. */
  readonly url?: string;
}

/** A polled probe. `check` makes one attempt. It settles soon after `signal` fires, and does not reject if the attempt fails. */
export interface PolledProbe extends DescribedProbe {
  check(signal: AbortSignal): Promise<ProbeResult>;
  /** Watches for listeners without connecting to them, until `signal` fires; `undefined` if listeners cannot be seen. */
  watch?(signal: AbortSignal): WatchedListeners | undefined;
}

/** A push probe (a log line, a notification), which is not polled. `wait` settles when there is a result. */
export interface AwaitedProbe extends DescribedProbe {
  wait(signal: AbortSignal): Promise<ProbeResult>;
}
