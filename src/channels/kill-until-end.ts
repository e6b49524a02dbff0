import type {Clock} from '../vocabulary/clock.ts';

/** A command inside that is to be killed. */
export interface Killing {
  readonly clock: Clock;
  /** Settles when the command has ended, one way or the other. */
  readonly ended: Promise<unknown>;
  /** Sends a signal to it; whether it received it. Never rejects. */
  send(name: KillSignal, signal: AbortSignal): Promise<boolean>;
}

export type KillSignal = 'TERM' | 'KILL';

/** How long to go on with SIGKILL: the command may be about to start only, and a busy machine takes its time. */
const PATIENCE_MS = 5_000;
const PAUSE_MS = 100;

/** Sends SIGTERM, and SIGKILL after the grace, until the command has ended or a deadline is over. Never rejects. */
export async function killUntilEnd(killing: Killing, graceMs: number): Promise<void> {
  if (graceMs > 0 && (await signalUntilEnd(killing, 'TERM', graceMs))) return;
  await signalUntilEnd(killing, 'KILL', PATIENCE_MS);
}

/** Whether it has ended in time. SIGTERM is sent until it was received once: programs count them. */
async function signalUntilEnd(
  {clock, ended, send}: Killing,
  name: KillSignal,
  forMs: number,
): Promise<boolean> {
  const deadline = clock.deadline(forMs);
  const over = new AbortController();
  let hasEnded = false;
  const end = (): void => {
    hasEnded = true;
    over.abort();
  };
  ended.then(end, end);
  deadline.signal.addEventListener('abort', () => over.abort(), {once: true});
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
  deadline.cancel();
  over.abort();
  return hasEnded;
}
