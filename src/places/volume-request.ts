/** A volume, with its references resolved. */
export interface VolumeRequest {
  /** The name that containers use to mount it. */
  readonly name: string;
  /** Whether its data outlives the run. The run holds a claim on it, unless it is shared. */
  readonly keep: boolean;
  /** Whether it must already exist; nothing is created. */
  readonly external: boolean;
  readonly driver: string;
  readonly driverOpts: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}
