import type {MemoryMount, Mount} from '../values.ts';

/** The files of a container besides those of its image. */
export interface MountKeys {
  /**
   * Volumes and folders to mount, each `source:target[:ro]`; a source that starts with `.`, `/` or a reference is a path on
   * the host, any other is the name of a Docker volume. Default: none.
   * @examples [["./data:/data:ro"]]
   */
  volumes?: Mount[];
  /**
   * Paths inside the container that are kept in memory, each `target[:options]`. Default: none.
   * @examples [["/tmp:size=64m"]]
   */
  tmpfs?: MemoryMount[];
  /** Whether its root file system is read-only. Default: `false`. */
  read_only?: boolean;
}
