import type {Scalars} from '../values.ts';

/** The access of a container to the host: devices, namespaces, capabilities. */
export interface HostKeys {
  /** Whether it has all rights of the host: every capability and every device. Default: `false`. */
  privileged?: boolean;
  /**
   * Linux capabilities to add. Default: none.
   * @examples [["NET_ADMIN"]]
   */
  cap_add?: string[];
  /**
   * Linux capabilities to drop. Default: none.
   * @examples [["ALL"]]
   */
  cap_drop?: string[];
  /**
   * Security options. Default: none.
   * @examples [["no-new-privileges"]]
   */
  security_opt?: string[];
  /**
   * Devices of the host, each `source[:target[:permissions]]`, where permissions are among `rwm`; or the name of a device of the
   * Container Device Interface. Default: none.
   * @examples [["/dev/fuse"], ["/dev/sda:/dev/xvda:r"], ["vendor.com/class=name"]]
   */
  devices?: DeviceMapping[];
  /**
   * Rules for devices, as the kernel writes them. Default: none.
   * @examples [["c 1:3 mr"]]
   */
  device_cgroup_rules?: string[];
  /** The GPUs that it gets: `all`, or a list of requests. The engine needs a driver for them. Default: none. */
  gpus?: 'all' | GpuRequest[];
  /**
   * Additional groups of its user, by name or id. Default: none.
   * @examples [["video", 992]]
   */
  group_add?: (string | number)[];
  /**
   * Kernel parameters of its namespaces. Default: the engine's.
   * @examples [{"net.core.somaxconn": 1024}]
   */
  sysctls?: Scalars;
  /**
   * The IPC namespace: `private`, `shareable`, `host`, `none`, or `container:<id>` for that of another container.
   * Default: the engine's, usually `private`.
   * @pattern \$\{\{|^(private|shareable|host|none|container:.+)$
   * @patternErrorMessage expected `private`, `shareable`, `host`, `none` or `container:${{ tasks.db.id }}`
   * @examples ["host", "container:${{ tasks.db.id }}"]
   */
  ipc?: string;
  /**
   * The process namespace: `host`, or `container:<id>` for that of another container. Default: its own.
   * @pattern \$\{\{|^(host|container:.+)$
   * @patternErrorMessage expected `host` or `container:${{ tasks.db.id }}`
   * @examples ["host", "container:${{ tasks.db.id }}"]
   */
  pid?: string;
  /** The user namespace: only `host`, if the engine maps users. Default: the engine's. */
  userns_mode?: 'host';
  /** The UTS namespace, which has the host name: only `host`. Default: its own. */
  uts?: 'host';
  /** The cgroup namespace. Default: the engine's. */
  cgroup?: 'host' | 'private';
  /**
   * The cgroup that the container's own is created in. Default: the engine's.
   * @examples ["m-executor-abcd"]
   */
  cgroup_parent?: string;
  /**
   * The OCI runtime. Default: the engine's, usually `runc`.
   * @examples ["runsc"]
   */
  runtime?: string;
}

/**
 * A device: `source[:target[:permissions]]`, or the name of one of the Container Device Interface.
 * @pattern \$\{\{|^(\/[^:]*(:\/[^:]*)?(:[rwm]{1,3})?|[^/:]+\/[^=:]+=.+)$
 * @patternErrorMessage expected `source[:target[:permissions]]` such as `/dev/fuse`, or `vendor.com/class=name`
 * @examples ["/dev/fuse"]
 */
type DeviceMapping = string;

/** Some GPUs, by their number or their ids. */
export interface GpuRequest {
  /**
   * The driver. Default: the engine chooses.
   * @examples ["nvidia"]
   */
  driver?: string;
  /**
   * The number of GPUs, or `all`. Default: `all`, without `device_ids`.
   * @unit GPUs
   * @examples [1, "all"]
   */
  count?: GpuCount | 'all';
  /**
   * Ids of the GPUs, instead of `count`. Default: none.
   * @examples [["0", "3"]]
   */
  device_ids?: string[];
  /**
   * Required capabilities of the driver, besides `gpu`. Default: none.
   * @examples [["compute", "utility"]]
   */
  capabilities?: string[];
  /** Options of the driver. Default: none. */
  options?: Scalars;
}

/**
 * @minimum 1
 * @asType integer
 */
type GpuCount = number;
