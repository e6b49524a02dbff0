import type {LivenessKeys} from '../liveness.ts';
import type {ExitKeys} from '../restart.ts';
import type {CommonTask} from '../common-task.ts';
import type {PlaceKey} from '../places.ts';
import type {Scalars} from '../values.ts';
import type {Healthcheck} from './container-health.ts';
import type {HookKeys} from './container-hooks.ts';
import type {HostKeys} from './container-host.ts';
import type {LimitKeys} from './container-limits.ts';
import type {MountKeys} from './container-mounts.ts';
import type {NetworkKeys} from './container-network.ts';
import type {ProcessKeys} from './container-process.ts';

/**
 * A Docker container. Outputs: `id`, `name`, `ip`, and for each published port `ports.<port>` (`host:port`), `.host` and `.port`.
 * Outputs of a container that `ends`: `id`, `name`, `stdout`, and the names under `outputs`.
 * @skeleton {"container": {"image": "${1:redis:7-alpine}", "ports": ["\"${2:6379}\""]}, "ready": {"port": "${2:6379}"}}
 */
export interface ContainerTask extends CommonTask, LivenessKeys, PlaceKey {
  /** A Docker container, created for this run and removed with it. */
  container: Container;
}

/** Options of the container. Paths on the host are relative to the launch file. */
export interface Container
  extends ExitKeys, LimitKeys, HostKeys, NetworkKeys, MountKeys, ProcessKeys, HookKeys {
  /** Labels of the container; bottle adds its own. Default: none. */
  labels?: Scalars;
  /** Annotations for the OCI runtime; they need Docker 24. Default: none. */
  annotations?: Scalars;
  /** Where Docker stores the container's output, which bottle also reads. Default: the engine's. */
  logging?: Logging;
  /** Docker's health check, which the probe `health: {}` uses. Default: the image's. */
  healthcheck?: Healthcheck;
}

/** Where Docker stores the output of a container. */
export interface Logging {
  /**
   * The logging driver. Default: the engine's.
   * @examples ["json-file"]
   */
  driver?: string;
  /**
   * Options of the driver. Default: the driver's.
   * @examples [{"max-size": "10m"}]
   */
  options?: Scalars;
}
