import type {ByteSize, ContainerMount, FileMode, MemoryMount, Scalars} from '../values.ts';

/** The files of a container, in addition to its image. */
export interface MountKeys {
  /**
   * Volumes and folders to mount, each `source:target[:options]` or a map. A source that starts with `.`, `/` or a reference is a
   * path on the host. Any other source is a `volume` task of the file (this implies the need) or, if there is none, the name of a
   * Docker volume. Options are `ro`, `nocopy`, `z`, `Z` and the propagation. Default: none.
   * @examples [["./data:/data:ro"]]
   */
  volumes?: (ContainerMount | LongMount)[];
  /**
   * Containers to mount all volumes from, each `name[:ro]`. Default: none.
   * @examples [["${{ tasks.db.name }}:ro"]]
   */
  volumes_from?: string[];
  /**
   * Paths inside the container to mount as in-memory file systems, each `target[:options]`. Default: none.
   * @examples [["/tmp:size=64m"]]
   */
  tmpfs?: MemoryMount[];
  /**
   * Files to create in the container, from a file on the host or from `content`. Default: none.
   * @examples [[{"file": "./nginx.conf", "target": "/etc/nginx/nginx.conf"}]]
   */
  configs?: ConfigFile[];
  /**
   * Secrets of the launch file to create as files in `/run/secrets`, each a name or a map. Default: none.
   * @examples [["TOKEN"]]
   */
  secrets?: (string | SecretMount)[];
  /** Whether the container's root file system is read-only. Default: `false`. */
  read_only?: boolean;
}

/** A mount with all of its options. */
export interface LongMount {
  /**
   * The type of the mount: a path on the host (`bind`), a Docker volume, memory (`tmpfs`), or the files of an `image`, which
   * needs Docker 28.
   */
  type: 'bind' | 'volume' | 'tmpfs' | 'image';
  /**
   * The path on the host, the image, or the volume: a `volume` task (this implies the need) or the name of a Docker volume.
   * Default: none, for memory or for an anonymous volume, which is removed with the container.
   * @examples ["./data"]
   */
  source?: string;
  /**
   * The path inside the container.
   * @examples ["/data"]
   */
  target: string;
  /** Whether the mount is read-only. Default: `false`. */
  read_only?: boolean;
  /** Options of a `bind` mount; of these, a `volume` mount can set only `selinux`. Default: none. */
  bind?: BindOptions;
  /** Options of a `volume` mount. Default: none. */
  volume?: VolumeOptions;
  /** Options of a `tmpfs` mount. Default: none. */
  tmpfs?: TmpfsOptions;
  /** Options of an `image` mount. Default: none. */
  image?: ImageOptions;
}

/** Options of a `bind` mount. */
export interface BindOptions {
  /** How mounts below the path are shared between the host and the container. Default: `rprivate`. */
  propagation?: 'rprivate' | 'private' | 'rshared' | 'shared' | 'rslave' | 'slave';
  /** Whether Docker creates the folder on the host if it does not exist. Default: `false`. */
  create_host_path?: boolean;
  /**
   * The SELinux label, also for a volume: `z` if several containers share the files, `Z` if only this one uses them.
   * Default: unchanged.
   */
  selinux?: 'z' | 'Z';
  /**
   * Whether the container also sees mounts below the path, and whether `read_only` applies to them. `writable` and `readonly`
   * need Docker 25. All values except `enabled` exclude `selinux`, and need Docker 23 if `create_host_path` is set.
   * Default: `enabled`.
   */
  recursive?: 'enabled' | 'disabled' | 'writable' | 'readonly';
}

/** Options of a `volume` mount. */
export interface VolumeOptions {
  /** Whether an empty volume stays empty, instead of being filled with the files of the image. Default: `false`. */
  nocopy?: boolean;
  /**
   * The folder of the volume to mount. Needs Docker 26. Default: the whole volume.
   * @examples ["data"]
   */
  subpath?: string;
  /** Labels of a volume that Docker creates for the mount. Default: none. */
  labels?: Scalars;
}

/** Options of a `tmpfs` mount. */
export interface TmpfsOptions {
  /** The maximum size. Default: no limit. */
  size?: ByteSize;
  /** The mode of the root folder. Default: `"1777"`. */
  mode?: FileMode;
}

/** Options of an `image` mount. */
export interface ImageOptions {
  /**
   * The folder of the image to mount. Default: the whole image.
   * @examples ["assets"]
   */
  subpath?: string;
}

/** A file to create in a container. */
export type ConfigFile = FileConfig | ContentConfig;

/** The path, owner and mode of a file to create. */
interface FileTarget {
  /** The path inside the container; parent folders are created. */
  target: string;
  /**
   * The user id of the file's owner.
   * @default 0
   * @unit user id
   * @minimum 0
   * @asType integer
   */
  uid?: number;
  /**
   * The id of the file's group.
   * @default 0
   * @unit group id
   * @minimum 0
   * @asType integer
   */
  gid?: number;
  /** The mode of the file. Default: `"0444"`. */
  mode?: FileMode;
}

/**
 * A copy of a file on the host.
 * @skeleton {"file": "${1:./app.conf}", "target": "${2:/etc/app.conf}"}
 */
export interface FileConfig extends FileTarget {
  /** The file on the host, relative to the launch file. */
  file: string;
}

/**
 * A file with contents from the launch file.
 * @skeleton {"content": "${1:debug = true}", "target": "${2:/etc/app.conf}"}
 */
export interface ContentConfig extends FileTarget {
  /** The contents of the file. */
  content: string;
}

/** A secret to create as a file. */
export interface SecretMount {
  /**
   * The secret, a name under `secrets` of the launch file.
   * @examples ["TOKEN"]
   */
  source: string;
  /**
   * The path inside the container, or the name of the file in `/run/secrets`. Default: `source`.
   * @examples ["/etc/token"]
   */
  target?: string;
  /**
   * The user id of the file's owner.
   * @default 0
   * @unit user id
   * @minimum 0
   * @asType integer
   */
  uid?: number;
  /**
   * The id of the file's group.
   * @default 0
   * @unit group id
   * @minimum 0
   * @asType integer
   */
  gid?: number;
  /** The mode of the file. Default: `"0444"`. */
  mode?: FileMode;
}
