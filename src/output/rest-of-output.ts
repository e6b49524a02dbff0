import type {Clock} from '../vocabulary/clock.ts';

/** The output of something that has ended, on its way to its task. */
export interface EndingOutput {
  /** Settles when all of it has come, or no more can. */
  readonly over: Promise<void>;
  /** How many pieces have come so far. */
  pieces(): number;
}

/** Together the 2 seconds in which nothing comes before the rest is given up. */
const STEP_MS = 250;
const STEPS = 8;

/**
 * Waits for what is left of an output, however long that takes to arrive: a loaded machine reads slowly. It is given up once nothing
 * has come for a while, as when something keeps the connection open. That time is taken in steps, between which what has
 * arrived is read: a process that has not run for seconds finds all its timers due first.
 */
export async function restOfOutput({over, pieces}: EndingOutput, clock: Clock): Promise<void> {
  const ended = new AbortController();
  const finish = (): void => ended.abort();
  const isOver = over.then(finish, finish);
  let seen = pieces();
  for (let silent = 0; silent < STEPS && !ended.signal.aborted; silent++) {
    await Promise.race([isOver, clock.sleep(STEP_MS, ended.signal)]);
    if (pieces() !== seen) silent = -1;
    seen = pieces();
  }
}
