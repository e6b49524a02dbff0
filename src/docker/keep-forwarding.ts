import type {SshAddress} from './ssh-command.ts';
import type {Forward} from './ssh-forward.ts';
import type {PlaceContext} from '../places/place-context.ts';
import {startForwarding, type ForwardProcess} from './forward-process.ts';

/** How long to retry a lost connection, and the pause before each attempt, which doubles from the shortest to the longest. */
const RETRY_MS = 300_000;
const SHORTEST_MS = 250;
const LONGEST_MS = 8_000;

/** Forwards of a container, and the process that serves them. */
export interface KeptForwards {
  readonly ssh: SshAddress;
  readonly forwards: readonly Forward[];
  readonly process: ForwardProcess;
  /** Fires when the container has ended. */
  readonly over: AbortSignal;
}

/**
 * Reconnects whenever the connection is lost, until the container ends or the task is stopped. Reports losses and
 * recoveries. Never rejects.
 */
export async function keepForwarding(kept: KeptForwards, context: PlaceContext): Promise<void> {
  const isOver = (): boolean => kept.over.aborted || context.isBeingStopped();
  for (let process: ForwardProcess | undefined = kept.process; process;) {
    const why: string = await process.ended;
    if (isOver()) return;
    context.warn(`the connection that forwards its ports was lost (${why}); reconnecting`);
    process = await connectAgain(kept, isOver, context);
    if (process) context.warn('its ports are forwarded again');
    else if (!isOver())
      context.warn('its ports are no longer forwarded; restart the task once the machine responds');
  }
}

async function connectAgain(
  {ssh, forwards, over}: KeptForwards,
  isOver: () => boolean,
  context: PlaceContext,
): Promise<ForwardProcess | undefined> {
  const {clock} = context.services;
  const startedAt = clock.now();
  for (let pause = SHORTEST_MS; clock.now() - startedAt < RETRY_MS; pause = Math.min(2 * pause, LONGEST_MS)) {
    await clock.sleep(pause, over);
    if (isOver()) return undefined;
    try {
      return await startForwarding(ssh, forwards, {context, signal: over});
    } catch {
      // Retried; the problem was reported when the connection was lost.
    }
  }
  return undefined;
}
