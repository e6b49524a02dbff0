import type {Command} from '../schema/values.ts';

/** An `image` task with its references resolved. */
export type ImageRequest = BuildRequest | PullRequest;

/** An image to build. */
export interface BuildRequest {
  /** The folder of its context, relative to that of the launch file. */
  readonly build: string;
  readonly dockerfile: Dockerfile;
  readonly args: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly tag?: string;
  readonly platform?: string;
}

/** A file, or the text of one. */
export type Dockerfile = {readonly path: string} | {readonly text: string};

/** An image to pull. */
export interface PullRequest {
  readonly pull: string;
  readonly when: 'missing' | 'always';
  readonly platform?: string;
}

/** An image that will be needed. */
export interface PulledAhead {
  readonly ref: string;
  readonly platform?: string;
}

/** An image that the place has, or will have once it is loaded. */
export interface PlacedImage {
  readonly id: string;
  /** Its name for containers of the place. */
  readonly ref: string;
  /** Why there was nothing to do, if so: "already present". */
  readonly unchanged?: string;
  /** The command of this machine that loads it; absent if that is not needed. */
  readonly load?: Command;
}
