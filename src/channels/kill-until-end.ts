import type {Clock} from '../vocabulary/clock.ts';

/** A command to kill inside a container or machine. */
export interface Killing {
  readonly clock: Clock;
  /** Settles when the command has ended for any reason. */
  readonly ended: Promise<unknown>;
  /** Sends a signal to the command. Returns whether the command received it. Never rejects. */
  send(name: KillSignal, signal: AbortSignal): Promise<boolean>;
}

export type KillSignal = 'TERM' | 'KILL';

/** The time that a command has to end. */
export interface KillLimits {
  /** The time between SIGTERM and SIGKILL; 0 for an immediate SIGKILL. */
  readonly graceMs: number;
  /** Aborted to send SIGKILL immediately and wait at most a second for the end. */
  readonly force?: AbortSignal | undefined;
}

/** How long to keep sending SIGKILL, because the command may not have started yet, or the machine may be busy. */
const PATIENCE_MS = 5_000;
const FORCED_PATIENCE_MS = 1_000;
const PAUSE_MS = 100;

/** Sends SIGTERM, then SIGKILL after the grace period, until the command has ended or a deadline expires. Never rejects. */
export async function killUntilEnd(killing: Killing, {graceMs, force}: KillLimits): Promise<void> {
  if (graceMs > 0 && (await signalUntilEnd(killing, 'TERM', {limitMs: graceMs, forcedMs: 0, force}))) return;
  await signalUntilEnd(killing, 'KILL', {limitMs: PATIENCE_MS, forcedMs: FORCED_PATIENCE_MS, force});
}

interface SignalLimits extends Pick<KillLimits, 'force'> {
  readonly limitMs: number;
  /** The limit after `force` fires. */
  readonly forcedMs: number;
}

/**
 * Sends a signal repeatedly and returns whether the command has ended in time. SIGTERM is sent only until it is received, because
 * some programs count signals.
 */
async function signalUntilEnd(
  {clock, ended, send}: Killing,
  name: KillSignal,
  {limitMs, forcedMs, force}: SignalLimits,
): Promise<boolean> {
  const over = new AbortController();
  let hasEnded = false;
  const end = (): void => {
    hasEnded = true;
    over.abort();
  };
  ended.then(end, end);
  const limit = (ms: number): void => {
    const deadline = clock.deadline(ms);
    deadline.signal.addEventListener('abort', () => over.abort(), {once: true});
    over.signal.addEventListener('abort', deadline.cancel, {once: true});
  };
  const forced = (): void => (forcedMs === 0 ? over.abort() : limit(forcedMs));
  limit(limitMs);
  if (force?.aborted) forced();
  else force?.addEventListener('abort', forced, {once: true, signal: over.signal});
  const sendAgain = async (): Promise<void> => {
    let received = false;
    while (!over.signal.aborted) {
      if (!received || name === 'KILL') received = await send(name, over.signal);
      await clock.sleep(PAUSE_MS, over.signal);
    }
  };
  await Promise.race([
    sendAgain(),
    new Promise(resolve => over.signal.addEventListener('abort', resolve, {once: true})),
  ]);
  over.abort();
  return hasEnded;
}
