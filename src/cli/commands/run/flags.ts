import type {ChoosingFlags} from '../choose-tasks.ts';

/** The flags of `bottle run`, as commander gives them. */
export interface RunFlags extends ChoosingFlags, DetachFlags {
  readonly jobs?: number;
  /** In milliseconds. */
  readonly stopTimeout?: number;
  readonly keepGoing?: boolean;
  readonly format: 'auto' | 'plain' | 'json';
}

/** Those that say where the run is, what it is called, and how long it lives. */
export interface DetachFlags {
  readonly name?: string;
  /** How long the run may last, in milliseconds. */
  readonly ttl?: number;
  /** The process whose end also ends the run. */
  readonly withPid?: number;
  readonly detach?: boolean;
  /** With `detach`: start another run, beside one that is up. */
  readonly new?: boolean;
  /** With `detach`: replace a run that is up, if the call or its file differs. */
  readonly recreate?: boolean;
}

/** The flags, and the arguments after `--`. */
export type RunCall = RunFlags & {readonly command: readonly string[] | undefined};
