import {isSame, type ProcessIdentity} from '../processes/process-identity.ts';
import type {Clock} from '../vocabulary/clock.ts';
import type {InterruptCause} from '../vocabulary/event.ts';

/** External limits on the lifetime of a run. */
export interface LifeLimits {
  /** The maximum duration of the run in milliseconds, from its start. */
  readonly ttlMs?: number;
  /** A process whose end also ends the run. */
  readonly withProcess?: ProcessIdentity;
}

/** The interval between checks of a process. Checks are cheap on Linux; on other systems, each starts `ps`. */
const PACE_MS = process.platform === 'linux' ? 500 : 5_000;

/** Calls `end` when the first limit is reached, but not after `over`. */
export function limitLife(
  {ttlMs, withProcess}: LifeLimits,
  end: (cause: InterruptCause) => void,
  {clock, over, isAlive = isSame}: LimitContext,
): void {
  if (ttlMs !== undefined)
    void pass(ttlMs, clock, over).then(() => over.aborted || end({what: 'ttl', ttlMs}));
  if (withProcess)
    void gone(withProcess, {clock, over, isAlive}).then(
      () => over.aborted || end({what: 'process-gone', pid: withProcess.pid}),
    );
}

export interface LimitContext {
  readonly clock: Clock;
  readonly over: AbortSignal;
  readonly isAlive?: (identity: ProcessIdentity) => Promise<boolean>;
}

/** The clock shortens sleeps longer than 24.8 days, so long waits are divided. */
const LONGEST_SLEEP_MS = 24 * 60 * 60 * 1000;

async function pass(ms: number, clock: Clock, over: AbortSignal): Promise<void> {
  const endsAt = clock.now() + ms;
  for (let rest = ms; rest > 0 && !over.aborted; rest = endsAt - clock.now())
    await clock.sleep(Math.min(rest, LONGEST_SLEEP_MS), over);
}

/** Polls until a process is gone. Node cannot be notified of the end of a process that is not its child. */
async function gone(
  identity: ProcessIdentity,
  {clock, over, isAlive}: Required<LimitContext>,
): Promise<void> {
  while (!over.aborted && (await isAlive(identity))) await clock.sleep(PACE_MS, over);
}
