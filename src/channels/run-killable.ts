import {randomUUID} from 'node:crypto';
import {ChannelError} from './channel.ts';

/** A command running in a container or machine. */
export interface BegunCommand {
  /** Its exit code. */
  readonly ended: Promise<number>;
  /** Kills the command and waits for its end, up to a deadline. Never rejects. */
  kill(): Promise<void>;
  /** Rejects if the exit code is not from the command, for example because the container has stopped. */
  accept(code: number): Promise<void>;
}

/** Inputs of a command that can be killed. */
export interface KillableCommand {
  /** Kills the command. */
  readonly signal: AbortSignal;
  /**
   * Starts the command.
   * @param marker the value of {@link MARKER} in the command's environment
   * @param over fires when the result is no longer needed, and ends the connection but not the command
   */
  begin(marker: string, over: AbortSignal): Promise<BegunCommand>;
  /** Converts an error from `begin`, `ended` or `accept` to a failure. */
  problemOf(error: unknown): unknown;
}

/**
 * Runs a command in a container or machine, and returns its exit code.
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
