import type {CommonTask} from '../common-task.ts';
import type {PlaceKey} from '../places.ts';
import type {Scalars} from '../values.ts';

/**
 * A Docker image, built or pulled. Outputs: `id`, `ref`.
 * @skeleton {"image": {"build": "${1:.}"}}
 */
export interface ImageTask extends CommonTask, PlaceKey {
  /** Builds or pulls an image. The image is kept after the run, like a cache. */
  image: BuiltImage | PulledImage;
}

/**
 * An image to build.
 * @skeleton {"build": "${1:.}", "dockerfile": "${2:Dockerfile}"}
 */
export interface BuiltImage {
  /**
   * The build context, relative to the launch file. A `.dockerignore` in the context applies.
   * @examples ["."]
   */
  build: string;
  /**
   * The Dockerfile, relative to the build context; it can be outside the context (`../Dockerfile.dev`). A `.dockerignore` file
   * named after it (`Dockerfile.dev.dockerignore`) replaces the context's. Default: `Dockerfile`.
   */
  dockerfile?: string;
  /**
   * The contents of the Dockerfile, instead of a file. A `.dockerignore` in the context applies. Default: none.
   * @examples ["FROM busybox:1.37"]
   */
  dockerfile_inline?: string;
  /** Build arguments. Default: none. */
  args?: Scalars;
  /** The stage to build. Default: the last one. */
  target?: string;
  /** The name of the image. Default: generated from the launch file and the task. */
  tag?: string;
  /** The platform to build for. Default: the engine's. */
  platform?: string;
}

/**
 * An image to pull.
 * @skeleton {"pull": "${1:redis:7-alpine}"}
 */
export interface PulledImage {
  /**
   * The image to pull, by reference.
   * @examples ["redis:7-alpine"]
   */
  pull: string;
  /**
   * When to pull the image: only if it is `missing`, or `always`.
   * @default missing
   */
  when?: 'missing' | 'always';
  /** The platform of a multi-platform image. Default: the engine's. */
  platform?: string;
}
