import {randomUUID} from 'node:crypto';
import {ChannelError} from './channel.ts';

/** A command that has begun inside. */
export interface BegunCommand {
  /** Its exit code. */
  readonly ended: Promise<number>;
  /** Kills it, and waits for its end under a deadline. Never rejects. */
  kill(): Promise<void>;
  /** Rejects an exit code that says nothing of the command, such as that of a container that has stopped. */
  accept(code: number): Promise<void>;
}

/** Inputs of a command that can be killed. */
export interface KillableCommand {
  /** Kills it. */
  readonly signal: AbortSignal;
  /**
   * Begins it.
   * @param marker the value of {@link MARKER} in its environment
   * @param over fires when its result is no longer needed; ends the connection, not the command
   */
  begin(marker: string, over: AbortSignal): Promise<BegunCommand>;
  /** The failure for an error of `begin`, `ended` or `accept`. */
  problemOf(error: unknown): unknown;
}

/**
 * Runs a command inside to its end and gives its exit code.
 *
 *     begun ─ends─▶ accepted ─▶ exit code
 *       └──signal fires─▶ killed ─▶ ChannelError
 * @throws ChannelError
 */
export async function runKillable({signal, begin, problemOf}: KillableCommand): Promise<number> {
  const over = new AbortController();
  const fired = new Promise<undefined>(resolve => {
    signal.addEventListener('abort', () => resolve(undefined), {once: true, signal: over.signal});
  });
  try {
    if (signal.aborted) throw killed();
    const command = await begin(randomUUID(), over.signal);
    const code = await Promise.race([command.ended, fired]);
    if (code === undefined) {
      await command.kill();
      throw killed();
    }
    await command.accept(code);
    return code;
  } catch (error) {
    throw signal.aborted ? killed() : problemOf(error);
  } finally {
    over.abort();
  }
}

function killed(): ChannelError {
  return new ChannelError('the command was killed');
}
