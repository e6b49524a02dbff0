import type {Command} from '../schema/values.ts';

/** An `image` task with its references resolved. */
export type ImageRequest = BuildRequest | PullRequest;

/** An image to build. */
export interface BuildRequest {
  /** The build context, relative to the folder of the launch file. */
  readonly build: string;
  readonly dockerfile: Dockerfile;
  readonly args: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly tag?: string;
  readonly platform?: string;
}

/** A Dockerfile, as a path or inline. */
export type Dockerfile = {readonly path: string} | {readonly text: string};

/** An image to pull. */
export interface PullRequest {
  readonly pull: string;
  readonly when: 'missing' | 'always';
  readonly platform?: string;
}

/** An image to pull before it is needed. */
export interface PulledAhead {
  readonly ref: string;
  readonly platform?: string;
}

/** An image that the place has, or will have once it is loaded. */
export interface PlacedImage {
  readonly id: string;
  /** The name that containers of the place use. */
  readonly ref: string;
  /** The reason why nothing had to be done, if so: "already present". */
  readonly unchanged?: string;
  /** A host command that loads it; absent if that is not needed. */
  readonly load?: Command;
}
