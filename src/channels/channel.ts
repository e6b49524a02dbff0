import type {Backpressure} from '../processes/backpressure.ts';
import type {Tool} from '../vocabulary/failure.ts';

/** The exec channel of a container or machine: runs commands in it. */
export interface ExecChannel {
  /**
   * Runs `argv` in the container or machine without a shell, and returns its output and exit code. It is killed when `signal` fires.
   * @throws ChannelError if the channel failed, so the result of the command is unknown
   */
  exec(argv: readonly string[], options: ExecOptions): Promise<ExecResult>;
}

/** The full channel, for tasks. Probes only need to run commands. */
export interface TaskChannel extends ExecChannel {
  /** The tool that the channel uses, for failure messages. */
  readonly tool: Tool;
  /**
   * Runs `argv` in the container or machine with bottle's own terminal, and returns its exit code. Input, output, size and signals
   * are passed on.
   * @throws ChannelError
   */
  execInTerminal(argv: readonly string[], options: TerminalOptions): Promise<number>;
  /** Copies a file, or a folder with its contents, from the host to `target` in the container or machine. @throws ChannelError */
  copyIn(source: string, target: string, options: {readonly signal: AbortSignal}): Promise<void>;
  /** Copies a file, or a folder with its contents, from `source` in the container or machine to the host. @throws ChannelError */
  copyOut(source: string, target: string, options: {readonly signal: AbortSignal}): Promise<void>;
}

export interface ExecOptions {
  readonly signal: AbortSignal;
  /**
   * The time in milliseconds after which the remote end should stop the command, if supported, because `signal` may not reach it.
   * Default: never.
   */
  readonly timeoutMs?: number;
  /** Default: the container's user. */
  readonly user?: string;
  /** Default: the container's working directory. */
  readonly workdir?: string;
  /** Whether the command runs privileged, if supported. Default: `false`. */
  readonly privileged?: boolean;
  /** Variables in addition to the container's. */
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the output of the command as it arrives. */
  readonly onOutput?: (stream: 'stdout' | 'stderr', chunk: Uint8Array) => Backpressure;
}

/** Options of a command that runs in bottle's own terminal. */
export interface TerminalOptions extends Omit<ExecOptions, 'onOutput'> {
  /** Aborted to skip the grace period after `signal`, and most of the wait for the command's end. Default: never. */
  readonly force?: AbortSignal;
}

/** The exit code and output of a command. Each stream is limited to its first 1 MiB. */
export interface ExecResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The channel itself failed (killed, not ready yet), or the request cannot be started. */
export class ChannelError extends Error {
  override readonly name = 'ChannelError';
  /** `request` if the named program, user, folder or file does not exist in the container or machine. */
  readonly blame: 'channel' | 'request';

  constructor(message: string, blame: ChannelError['blame'] = 'channel') {
    super(message);
    this.blame = blame;
  }
}
