import type {Command, Duration} from '../values.ts';

/** How Docker checks the health of a container. */
export interface Healthcheck {
  /**
   * The command to run inside the container: a string runs in the container's shell, a list runs without a shell. Exit code 0
   * means healthy. Default: the image's.
   */
  command?: Command;
  /** Whether to turn off the image's health check. Default: `false`. */
  disable?: boolean;
  /** Time between checks. Default: `1s`; without a `command`, the image's. */
  interval?: Duration;
  /** Time limit of a check. Default: `30s`; without a `command`, the image's. */
  timeout?: Duration;
  /**
   * The number of consecutive failures after which the container is unhealthy, which fails a `health` probe. Without a `command`, the
   * image's by default.
   * @unit checks
   * @default 30
   * @minimum 1
   * @asType integer
   */
  retries?: number;
  /** The time after the start of the container during which failures do not count. Default: `0s`. */
  start_period?: Duration;
  /** Time between checks during `start_period`. Needs Docker 25. Default: the engine's, `5s`. */
  start_interval?: Duration;
}
