/** A volume, with its references resolved. */
export interface VolumeRequest {
  /** Its name for containers that mount it. */
  readonly name: string;
  /** Whether its data outlives the run. The run has claimed it, unless it is shared. */
  readonly keep: boolean;
  /** Whether it exists already, so that nothing is created. */
  readonly external: boolean;
  readonly driver: string;
  readonly driverOpts: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}
