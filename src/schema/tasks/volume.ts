import type {CommonTask} from '../common-task.ts';
import type {PlaceKey} from '../places.ts';
import type {Scalars} from '../values.ts';

/**
 * A Docker volume. Output: `name`. Containers mount it by the name of the task, as in `volumes: ["data:/var/lib/data"]`.
 * @skeleton {"volume": {"keep": "${1:true}"}}
 */
export interface VolumeTask extends CommonTask, PlaceKey {
  /** A Docker volume, removed with the run unless `keep` is set. */
  volume: Volume;
}

/** Options of the volume. */
export interface Volume {
  /**
   * Whether the volume outlives the run, so the next run of the file can use it again. Only one run at a time can use the volume,
   * unless it is `shared`; `bottle down --volumes` deletes it. Default: `false`.
   */
  keep?: boolean;
  /** Whether several runs can use a kept volume at the same time. Default: `false`. */
  shared?: boolean;
  /**
   * The name of the volume in Docker, for example for use in several launch files. Default: generated from the run and the task
   * or, with `keep`, from the file and the task.
   * @pattern \$\{\{|^[a-zA-Z0-9][a-zA-Z0-9_.-]+$
   * @patternErrorMessage expected the name of a volume: letters, digits, `_`, `.` and `-`
   * @examples ["shop-data"]
   */
  name?: string;
  /** Whether the volume already exists, under `name`; bottle then neither creates nor removes it. Default: `false`. */
  external?: boolean;
  /**
   * The volume driver.
   * @default local
   */
  driver?: string;
  /**
   * Options of the driver. Default: none.
   * @examples [{"type": "nfs", "o": "addr=10.0.0.1", "device": ":/data"}]
   */
  driver_opts?: Scalars;
  /** Labels of the volume; bottle adds its own. Default: none. */
  labels?: Scalars;
}
