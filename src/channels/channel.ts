import type {Backpressure} from '../processes/backpressure.ts';
import type {Tool} from '../vocabulary/failure.ts';

/** The exec channel of a container or machine: runs commands in it. */
export interface ExecChannel {
  /**
   * Runs `argv` inside, without a shell, and gives what it wrote and its exit code. Killed when `signal` fires.
   * @throws ChannelError when the channel broke, so that nothing is known of the command.
   */
  exec(argv: readonly string[], options: ExecOptions): Promise<ExecResult>;
}

/** All that can be done through a channel, for tasks; probes need no more than to run a command. */
export interface TaskChannel extends ExecChannel {
  /** The task that it belongs to, for failures. */
  readonly tool: Tool;
  /**
   * Runs `argv` inside with bottle's own terminal: input, output, size and signals are passed on. Gives its exit code.
   * @throws ChannelError
   */
  execInTerminal(argv: readonly string[], options: TerminalOptions): Promise<number>;
  /** Copies a file, or a folder with its contents, from the host to `target` inside. @throws ChannelError */
  copyIn(source: string, target: string, options: {readonly signal: AbortSignal}): Promise<void>;
  /** Copies a file, or a folder with what is in it, from `source` inside to the host. @throws ChannelError */
  copyOut(source: string, target: string, options: {readonly signal: AbortSignal}): Promise<void>;
}

export interface ExecOptions {
  readonly signal: AbortSignal;
  /**
   * The time after which the other end should give up the command, in milliseconds, if it supports that: `signal` may not
   * reach it. Default: never.
   */
  readonly timeoutMs?: number;
  /** Default: the container's own. */
  readonly user?: string;
  /** Default: the container's own. */
  readonly workdir?: string;
  /** Whether it has all rights of the host, where that is possible. Default: `false`. */
  readonly privileged?: boolean;
  /** On top of the container's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the output of the command as it arrives. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', chunk: Uint8Array) => Backpressure;
}

/** Options of a command that has bottle's own terminal. */
export interface TerminalOptions extends Omit<ExecOptions, 'onOutput'> {
  /** Aborted to skip the grace period of a command that `signal` ends, and most of the wait for its end. Default: never. */
  readonly force?: AbortSignal;
}

/** How a command ended, and what it wrote: of each stream the first 1 MiB. */
export interface ExecResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The channel itself failed (killed, not ready yet), or the request cannot start; the command has printed nothing. */
export class ChannelError extends Error {
  override readonly name = 'ChannelError';
  /** The cause: `request` if the named program, user, folder or file does not exist inside. */
  readonly blame: 'channel' | 'request';

  constructor(message: string, blame: ChannelError['blame'] = 'channel') {
    super(message);
    this.blame = blame;
  }
}
