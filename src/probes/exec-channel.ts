/** The way into a container or machine: runs commands there. */
export interface ExecChannel {
  /**
   * Runs `argv` inside, without a shell, and gives what it wrote and its exit code. Killed when `signal` fires.
   * @throws ChannelError when the channel broke, so that nothing is known of the command.
   */
  exec(argv: readonly string[], options: ExecOptions): Promise<ExecResult>;
}

export interface ExecOptions {
  readonly signal: AbortSignal;
}

export interface ExecResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The channel itself failed (killed, not there yet); says nothing about the command. */
export class ChannelError extends Error {
  override readonly name = 'ChannelError';
}
