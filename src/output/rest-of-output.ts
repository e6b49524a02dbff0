import type {Clock} from '../vocabulary/clock.ts';

/** Output that may still arrive after its source has ended. */
export interface EndingOutput {
  /** Settles when all output has arrived or no more can arrive. */
  readonly over: Promise<void>;
  /** The number of chunks that have arrived so far. */
  pieces(): number;
}

/** Together these are 2 seconds, the maximum wait without output. */
const STEP_MS = 250;
const STEPS = 8;

/**
 * Waits for the rest of an output for as long as it keeps arriving, because a loaded machine reads slowly. Gives up when nothing has
 * arrived for a while, for example because something keeps the connection open. The wait is divided into steps, so that arrived
 * output is read in between: in a process that was suspended for seconds, all timers fire before anything is read.
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
