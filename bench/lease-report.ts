/** The output of one process of the benchmark `leases`: lease-driver.ts. */
export interface DriverReport {
  readonly waits: readonly Wait[];
  /** How often another process held the same address. */
  readonly doubles: number;
}

/** The milliseconds of one lease. */
export interface Wait {
  readonly takenMs: number;
  readonly givenMs: number;
}
