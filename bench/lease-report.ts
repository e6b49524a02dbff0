/** The output of one process of the `leases` benchmark: lease-driver.ts. */
export interface DriverReport {
  readonly waits: readonly Wait[];
  /** How often another process held the same address. */
  readonly doubles: number;
}

/** The milliseconds to take and to release one lease. */
export interface Wait {
  readonly takenMs: number;
  readonly givenMs: number;
}
