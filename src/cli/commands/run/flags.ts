import type {ChoosingFlags} from '../choose-tasks.ts';

/** The flags of `bottle run`, as parsed by commander. */
export interface RunFlags extends ChoosingFlags, DetachFlags {
  readonly jobs?: number;
  /** In milliseconds. */
  readonly stopTimeout?: number;
  readonly keepGoing?: boolean;
  readonly format: 'auto' | 'plain' | 'json';
}

/** Flags for the process, name and lifetime of the run. */
export interface DetachFlags {
  readonly name?: string;
  /** Maximum lifetime of the run, in milliseconds. */
  readonly ttl?: number;
  /** The process whose end also ends the run. */
  readonly withPid?: number;
  readonly detach?: boolean;
  /** With `detach`: start another run even if one is live. */
  readonly new?: boolean;
  /** With `detach`: replace a live run if the call or the file differs. */
  readonly recreate?: boolean;
  /** In the process of one of several copies: the number of the copy. */
  readonly copy?: number;
}

/** The flags, and the arguments after `--`. */
export type RunCall = RunFlags & {readonly command: readonly string[] | undefined};
