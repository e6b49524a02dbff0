import type {ByteLimit, ByteSize, Count, Reference, Scalars} from '../values.ts';

/** Resource limits of a container. Sizes and numbers can be references. */
export interface LimitKeys {
  /** Memory limit. Default: no limit. */
  memory?: ByteSize;
  /** The memory that the container keeps when memory is scarce; must be less than `memory`. Default: none. */
  mem_reservation?: ByteSize;
  /** Limit of memory and swap combined; `-1` means unlimited swap. Requires `memory`. Default: twice `memory`. */
  memswap_limit?: ByteLimit;
  /**
   * How readily the kernel swaps out the container's memory, from 0 (never) to 100. Docker supports this only with cgroup v1.
   * Default: the engine's.
   * @unit percent
   * @examples [0]
   * @minimum 0
   * @maximum 100
   * @asType integer
   */
  mem_swappiness?: number;
  /** The size of `/dev/shm`. Default: `64m`. */
  shm_size?: ByteSize;
  /** Whether the container is paused instead of killed when it runs out of memory. Default: `false`. */
  oom_kill_disable?: boolean;
  /**
   * How likely the kernel is to kill the container when the machine runs out of memory, from -1000 (never) to 1000 (first).
   * @unit points
   * @default 0
   * @minimum -1000
   * @maximum 1000
   * @asType integer
   */
  oom_score_adj?: number;
  /**
   * The number of CPUs that the container can use; fractions are allowed. Default: no limit.
   * @unit CPUs
   * @examples [1.5]
   * @minimum 0.01
   */
  cpus?: number | Reference;
  /**
   * The CPUs that the container can use, by number. Default: all.
   * @examples ["0-1,3"]
   */
  cpuset?: string;
  /**
   * The container's CPU share relative to other containers, when CPUs are scarce. Default: `1024`.
   * @unit shares
   * @examples [512]
   */
  cpu_shares?: Count;
  /**
   * The period of `cpu_quota`. Default: `100000`.
   * @unit microseconds
   * @examples [50000]
   */
  cpu_period?: Count;
  /**
   * The CPU time that the container can use in each `cpu_period`; `cpus` is a shorthand. Default: no limit.
   * @unit microseconds
   * @examples [25000]
   */
  cpu_quota?: Count;
  /**
   * The period of `cpu_rt_runtime`. Default: the engine's.
   * @unit microseconds
   * @examples [1000000]
   */
  cpu_rt_period?: Count;
  /**
   * The CPU time that the container's real-time tasks can use in each `cpu_rt_period`. Default: none.
   * @unit microseconds
   * @examples [950000]
   */
  cpu_rt_runtime?: Count;
  /**
   * The maximum number of processes. Default: no limit.
   * @unit processes
   * @examples [256]
   * @minimum 1
   * @asType integer
   */
  pids_limit?: number | Reference;
  /**
   * Limits of the container's processes (`nofile`, `nproc`, `core`, …): a number, or `soft` and `hard`. Default: the engine's.
   * @examples [{"nofile": {"soft": 1024, "hard": 4096}}]
   */
  ulimits?: Record<string, UlimitNumber | Ulimit>;
  /** I/O limits for block devices. Default: none. */
  blkio_config?: BlockIo;
  /**
   * Options of the storage driver, such as `size`. Default: none.
   * @examples [{"size": "10G"}]
   */
  storage_opt?: Scalars;
}

/**
 * @minimum -1
 * @asType integer
 */
type UlimitNumber = number;

/** A limit that starts at `soft` and that processes can raise up to `hard`. */
export interface Ulimit {
  /**
   * The limit at the start of a process; -1 means no limit.
   * @unit units of that limit
   * @examples [1024]
   * @minimum -1
   * @asType integer
   */
  soft: number;
  /**
   * The highest value that a process can set; -1 means no limit.
   * @unit units of that limit
   * @examples [4096]
   * @minimum -1
   * @asType integer
   */
  hard: number;
}

/** I/O limits for block devices. */
export interface BlockIo {
  /**
   * The container's I/O share relative to other containers, from 10 to 1000. Default: `500`.
   * @unit shares
   * @examples [300]
   */
  weight?: BlockWeight;
  /** The container's I/O share for individual devices. Default: `weight`. */
  weight_device?: DeviceWeight[];
  /** Limits on bytes read per second, by device. Default: none. */
  device_read_bps?: DeviceByteRate[];
  /** Limits on read operations per second, by device. Default: none. */
  device_read_iops?: DeviceOperationRate[];
  /** Limits on bytes written per second, by device. Default: none. */
  device_write_bps?: DeviceByteRate[];
  /** Limits on write operations per second, by device. Default: none. */
  device_write_iops?: DeviceOperationRate[];
}

/**
 * @minimum 10
 * @maximum 1000
 * @asType integer
 */
type BlockWeight = number;

/** The I/O share of a container for one device. */
export interface DeviceWeight {
  /**
   * The device on the host.
   * @examples ["/dev/sda"]
   */
  path: string;
  /**
   * The share, from 10 to 1000.
   * @unit shares
   * @examples [300]
   */
  weight: BlockWeight;
}

/** A limit on bytes per second for one device. */
export interface DeviceByteRate {
  /**
   * The device on the host.
   * @examples ["/dev/sda"]
   */
  path: string;
  /** Bytes per second. */
  rate: ByteSize;
}

/** A limit on operations per second for one device. */
export interface DeviceOperationRate {
  /**
   * The device on the host.
   * @examples ["/dev/sda"]
   */
  path: string;
  /**
   * Operations per second.
   * @unit operations
   * @examples [1000]
   */
  rate: Count;
}
