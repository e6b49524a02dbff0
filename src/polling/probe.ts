import type {WatchedListeners} from '../processes/watched-listeners.ts';
import type {ProbeResult} from '../vocabulary/probe-result.ts';

/** A readiness check. The poller owns its pace, deadline, cancellation and clock. */
export type Probe = PolledProbe | AwaitedProbe;

interface DescribedProbe {
  /** Its description, as in "waiting for …": `port 8888`, `http http://127.0.0.1:80/health`, `a log line matching /up/`. */
  readonly description: string;
  /** The URL that it connects to, `tcp://127.0.0.1:5432`, if it does. */
  readonly url?: string;
}

/** A probe that polls: `check` makes one attempt. It settles soon after `signal` fires, and a failed attempt never rejects. */
export interface PolledProbe extends DescribedProbe {
  check(signal: AbortSignal): Promise<ProbeResult>;
  /** Watches for listeners to ask, without asking, until `signal` fires; `undefined` if they cannot be seen. */
  watch?(signal: AbortSignal): WatchedListeners | undefined;
}

/** A push probe (a log line, a notification): `wait` settles when there is a result; it is not polled. */
export interface AwaitedProbe extends DescribedProbe {
  wait(signal: AbortSignal): Promise<ProbeResult>;
}
