/** A live process. */
export interface SeenProcess {
  readonly pid: number;
  readonly startTime: string;
  /** By the wall clock, in milliseconds since the epoch. */
  readonly startedAt: number;
  readonly parent: number;
  readonly group: number;
  /** 0 if unknown. */
  readonly session: number;
  /** The name of its program, shortened by the system. */
  readonly name: string;
  /** The CPU time of the process and of the children that it has waited for. */
  readonly cpuMs: number;
  /** Its resident memory. Shared memory is counted for each process. */
  readonly memoryBytes: number;
}
