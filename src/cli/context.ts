import type {Readable} from 'node:stream';
import type {Output} from './output.ts';
import type {Uncaught} from './uncaught.ts';

/** The injected dependencies of the command line, normally the current process. */
export interface CliContext {
  readonly cwd: string;
  /** The command line that starts this program again, without arguments. */
  readonly program: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: Readable & {readonly isTTY?: boolean};
  readonly stdout: Output;
  readonly stderr: Output;
  readonly uncaught: Uncaught;
  /** Limit of open file descriptors, if known. Read at the start, since reading it later may need a descriptor that is not available. */
  readonly descriptorLimit: number | undefined;
}
