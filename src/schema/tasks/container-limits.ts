import type {ByteLimit, ByteSize, Count, Reference, Scalars} from '../values.ts';

/** Limits of the resources that a container can use. Sizes and numbers may be references. */
export interface LimitKeys {
  /** Memory limit. Default: no limit. */
  memory?: ByteSize;
  /** The memory that it keeps if memory is scarce; less than `memory`. Default: none. */
  mem_reservation?: ByteSize;
  /** Limit of memory and swap together; `-1` is no limit of swap. It needs `memory`. Default: twice `memory`. */
  memswap_limit?: ByteLimit;
  /**
   * How readily the kernel swaps out its memory, from 0 (never) to 100. Docker supports it only with cgroups of version 1.
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
  /** Whether it is paused when its memory runs out, instead of killed. Default: `false`. */
  oom_kill_disable?: boolean;
  /**
   * How likely the kernel kills it when the machine's memory runs out, from -1000 (never) to 1000 (first).
   * @unit points
   * @default 0
   * @minimum -1000
   * @maximum 1000
   * @asType integer
   */
  oom_score_adj?: number;
  /**
   * The number of CPUs that it can use; fractions are allowed. Default: no limit.
   * @unit CPUs
   * @examples [1.5]
   * @minimum 0.01
   */
  cpus?: number | Reference;
  /**
   * The CPUs that it can use, by number. Default: all.
   * @examples ["0-1,3"]
   */
  cpuset?: string;
  /**
   * Its share of the CPU compared to that of other containers, if CPUs are scarce. Default: `1024`.
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
   * The CPU time that it can use in each `cpu_period`; `cpus` is the shorter way. Default: no limit.
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
   * The time that its real-time tasks can use in each `cpu_rt_period`. Default: none.
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
   * Limits of its processes (`nofile`, `nproc`, `core`, …): a number, or `soft` and `hard`. Default: the engine's.
   * @examples [{"nofile": {"soft": 1024, "hard": 4096}}]
   */
  ulimits?: Record<string, UlimitNumber | Ulimit>;
  /** Limits of the input and output of block devices. Default: none. */
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

/** A limit that processes may raise themselves from `soft` to `hard`. */
export interface Ulimit {
  /**
   * The limit at the start of a process; -1 is no limit.
   * @unit units of that limit
   * @examples [1024]
   * @minimum -1
   * @asType integer
   */
  soft: number;
  /**
   * The highest value that a process can set; -1 is no limit.
   * @unit units of that limit
   * @examples [4096]
   * @minimum -1
   * @asType integer
   */
  hard: number;
}

/** Limits of the input and output of block devices. */
export interface BlockIo {
  /**
   * Its share of the input and output compared to that of other containers, from 10 to 1000. Default: `500`.
   * @unit shares
   * @examples [300]
   */
  weight?: BlockWeight;
  /** Its share for single devices. Default: `weight`. */
  weight_device?: DeviceWeight[];
  /** Limits of bytes read per second, for each device. Default: none. */
  device_read_bps?: DeviceByteRate[];
  /** Limits of read operations per second, for each device. Default: none. */
  device_read_iops?: DeviceOperationRate[];
  /** Limits of bytes written per second, for each device. Default: none. */
  device_write_bps?: DeviceByteRate[];
  /** Limits of write operations per second, for each device. Default: none. */
  device_write_iops?: DeviceOperationRate[];
}

/**
 * @minimum 10
 * @maximum 1000
 * @asType integer
 */
type BlockWeight = number;

/** The share of a container on one device. */
export interface DeviceWeight {
  /**
   * The device on the host.
   * @examples ["/dev/sda"]
   */
  path: string;
  /**
   * From 10 to 1000.
   * @unit shares
   * @examples [300]
   */
  weight: BlockWeight;
}

/** A limit of bytes per second on one device. */
export interface DeviceByteRate {
  /**
   * The device on the host.
   * @examples ["/dev/sda"]
   */
  path: string;
  /** Bytes per second. */
  rate: ByteSize;
}

/** A limit of operations per second on one device. */
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
