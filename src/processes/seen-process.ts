/** A living process. */
export interface SeenProcess {
  readonly pid: number;
  readonly startTime: string;
  /** By the wall clock, in milliseconds since the epoch. */
  readonly startedAt: number;
  readonly parent: number;
  readonly group: number;
  /** 0 if it is not known. */
  readonly session: number;
  /** The name of its program, shortened by the system. */
  readonly name: string;
  /** CPU time of it and of the children that it has waited for. */
  readonly cpuMs: number;
  /** Its resident memory; what it shares with others is counted for each. */
  readonly memoryBytes: number;
}
