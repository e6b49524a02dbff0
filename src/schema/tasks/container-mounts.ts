import type {ByteSize, ContainerMount, FileMode, MemoryMount, Scalars} from '../values.ts';

/** The files of a container besides those of its image. */
export interface MountKeys {
  /**
   * Volumes and folders to mount, each `source:target[:options]` or a map; a source that starts with `.`, `/` or a reference is a path on
   * the host, any other is a `volume` task of the file (this implies the need) or else the name of a Docker volume. Options are `ro`,
   * `nocopy`, `z`, `Z` and the propagation. Default: none.
   * @examples [["./data:/data:ro"]]
   */
  volumes?: (ContainerMount | LongMount)[];
  /**
   * Other containers whose volumes to mount as well, each `name[:ro]`. Default: none.
   * @examples [["${{ tasks.db.name }}:ro"]]
   */
  volumes_from?: string[];
  /**
   * Paths inside the container that are kept in memory, each `target[:options]`. Default: none.
   * @examples [["/tmp:size=64m"]]
   */
  tmpfs?: MemoryMount[];
  /**
   * Files to create in the container, from a file on the host or from `content`. Default: none.
   * @examples [[{"file": "./nginx.conf", "target": "/etc/nginx/nginx.conf"}]]
   */
  configs?: ConfigFile[];
  /**
   * Secrets of the file to create as files, by name, in `/run/secrets`; or maps. Default: none.
   * @examples [["TOKEN"]]
   */
  secrets?: (string | SecretMount)[];
  /** Whether its root file system is read-only. Default: `false`. */
  read_only?: boolean;
}

/** A mount with all of its options. */
export interface LongMount {
  /** Whether it is a path on the host (`bind`), a Docker volume, memory (`tmpfs`), or the files of an `image`, which needs Docker 28. */
  type: 'bind' | 'volume' | 'tmpfs' | 'image';
  /**
   * The path on the host, the image, or the volume: a `volume` task (this implies the need) or the name of a Docker volume.
   * Default: none, for a volume of its own that is removed with the container, or memory.
   * @examples ["./data"]
   */
  source?: string;
  /**
   * The path inside the container.
   * @examples ["/data"]
   */
  target: string;
  /** Whether it is read-only inside. Default: `false`. */
  read_only?: boolean;
  /** Options of a `bind` mount; a `volume` mount has `selinux` of them. Default: none. */
  bind?: BindOptions;
  /** Options of a `volume` mount. Default: none. */
  volume?: VolumeOptions;
  /** Options of a `tmpfs` mount. Default: none. */
  tmpfs?: TmpfsOptions;
  /** Options of an `image` mount. Default: none. */
  image?: ImageOptions;
}

/** Options of a mounted path of the host. */
export interface BindOptions {
  /** How mounts below it are shared between the host and the container. Default: `rprivate`. */
  propagation?: 'rprivate' | 'private' | 'rshared' | 'shared' | 'rslave' | 'slave';
  /** Whether Docker creates the folder on the host if it does not exist. Default: `false`. */
  create_host_path?: boolean;
  /** The SELinux label that it gets, also a volume: `z` if several containers share it, `Z` if only this one uses it. Default: unchanged. */
  selinux?: 'z' | 'Z';
  /**
   * Whether mounts below it are seen as well, and are read-only with `read_only`: `writable` and `readonly` need Docker 25.
   * All but `enabled` exclude `selinux`, and need Docker 23 with `create_host_path`. Default: `enabled`.
   */
  recursive?: 'enabled' | 'disabled' | 'writable' | 'readonly';
}

/** Options of a mounted volume. */
export interface VolumeOptions {
  /** Whether an empty volume stays empty, instead of being filled with the files of the image. Default: `false`. */
  nocopy?: boolean;
  /**
   * The folder of the volume to mount; it needs Docker 26. Default: the whole volume.
   * @examples ["data"]
   */
  subpath?: string;
  /** Labels of a volume that Docker creates for the mount. Default: none. */
  labels?: Scalars;
}

/** Options of mounted memory. */
export interface TmpfsOptions {
  /** Its maximum size. Default: no limit. */
  size?: ByteSize;
  /** Its mode. Default: `"1777"`. */
  mode?: FileMode;
}

/** Options of a mounted image. */
export interface ImageOptions {
  /**
   * The folder of the image to mount. Default: the whole image.
   * @examples ["assets"]
   */
  subpath?: string;
}

/** A file to create in a container. */
export type ConfigFile = FileConfig | ContentConfig;

/** The file to create, and its owner. */
interface FileTarget {
  /** The path inside the container; parent folders are created. */
  target: string;
  /**
   * The id of its owner.
   * @default 0
   * @unit user id
   * @minimum 0
   * @asType integer
   */
  uid?: number;
  /**
   * The id of its group.
   * @default 0
   * @unit group id
   * @minimum 0
   * @asType integer
   */
  gid?: number;
  /** Its mode. Default: `"0444"`. */
  mode?: FileMode;
}

/**
 * A file with the contents of one on the host.
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
  /** Its contents. */
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
   * The id of its owner.
   * @default 0
   * @unit user id
   * @minimum 0
   * @asType integer
   */
  uid?: number;
  /**
   * The id of its group.
   * @default 0
   * @unit group id
   * @minimum 0
   * @asType integer
   */
  gid?: number;
  /** Its mode. Default: `"0444"`. */
  mode?: FileMode;
}
