import type {Scalars} from '../values.ts';

/** The access of a container to the host: devices, namespaces, capabilities. */
export interface HostKeys {
  /** Whether the container has full access to the host: every capability and every device. Default: `false`. */
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
   * Devices of the host, each `source[:target[:permissions]]` with permissions from `rwm`, or the name of a CDI (Container Device
   * Interface) device. Default: none.
   * @examples [["/dev/fuse"], ["/dev/sda:/dev/xvda:r"], ["vendor.com/class=name"]]
   */
  devices?: DeviceMapping[];
  /**
   * Device rules, in the kernel's syntax. Default: none.
   * @examples [["c 1:3 mr"]]
   */
  device_cgroup_rules?: string[];
  /** The GPUs to pass to the container: `all`, or a list of requests. The engine needs a driver for them. Default: none. */
  gpus?: 'all' | GpuRequest[];
  /**
   * Additional groups of the container's user, by name or id. Default: none.
   * @examples [["video", 992]]
   */
  group_add?: (string | number)[];
  /**
   * Kernel parameters to set in the container's namespaces. Default: the engine's.
   * @examples [{"net.core.somaxconn": 1024}]
   */
  sysctls?: Scalars;
  /**
   * The IPC namespace: `private`, `shareable`, `host`, `none`, or `container:<id>` to share another container's. Default: the
   * engine's, usually `private`.
   * @pattern \$\{\{|^(private|shareable|host|none|container:.+)$
   * @patternErrorMessage expected `private`, `shareable`, `host`, `none` or `container:${{ tasks.db.id }}`
   * @examples ["host", "container:${{ tasks.db.id }}"]
   */
  ipc?: string;
  /**
   * The process namespace: `host`, or `container:<id>` to share another container's. Default: a namespace of its own.
   * @pattern \$\{\{|^(host|container:.+)$
   * @patternErrorMessage expected `host` or `container:${{ tasks.db.id }}`
   * @examples ["host", "container:${{ tasks.db.id }}"]
   */
  pid?: string;
  /** The user namespace: only `host`, if the engine maps users. Default: the engine's. */
  userns_mode?: 'host';
  /** The UTS namespace, which contains the host name: only `host`. Default: a namespace of its own. */
  uts?: 'host';
  /** The cgroup namespace. Default: the engine's. */
  cgroup?: 'host' | 'private';
  /**
   * The parent of the container's cgroup. Default: the engine's.
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
 * A device: `source[:target[:permissions]]`, or the name of a CDI (Container Device Interface) device.
 * @pattern \$\{\{|^(\/[^:]*(:\/[^:]*)?(:[rwm]{1,3})?|[^/:]+\/[^=:]+=.+)$
 * @patternErrorMessage expected `source[:target[:permissions]]` such as `/dev/fuse`, or `vendor.com/class=name`
 * @examples ["/dev/fuse"]
 */
type DeviceMapping = string;

/** A request for GPUs, by number or by id. */
export interface GpuRequest {
  /**
   * The driver. Default: the engine chooses.
   * @examples ["nvidia"]
   */
  driver?: string;
  /**
   * The number of GPUs, or `all`. Default: `all`, if `device_ids` is not set.
   * @unit GPUs
   * @examples [1, "all"]
   */
  count?: GpuCount | 'all';
  /**
   * The ids of the GPUs, instead of `count`. Default: none.
   * @examples [["0", "3"]]
   */
  device_ids?: string[];
  /**
   * Required capabilities of the driver, in addition to `gpu`. Default: none.
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
