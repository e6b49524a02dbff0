import type {Readable} from 'node:stream';
import type {Uncaught} from './uncaught.ts';

/** A stream that a command prints to. */
export interface TextOutput {
  write(text: string): unknown;
}

/** The injected dependencies of the command line: the process that it runs in. */
export interface CliContext {
  readonly cwd: string;
  /** The command line that starts this program again, up to its arguments. */
  readonly program: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable & {readonly isTTY?: boolean};
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly uncaught: Uncaught;
  /** How many file descriptors it may have open, if known: asked for before there may be none left to ask. */
  readonly descriptorLimit: number | undefined;
}
