import {reserveDescriptors} from '../processes/descriptors.ts';
import {releaseDisk, reserveDisk} from '../state/disk-reserve.ts';

/** File descriptors and disk space that a run reserves for its teardown. */
export interface Reserves {
  /** The limit of open file descriptors of this process, if known. */
  readonly descriptorLimit: number | undefined;
  /**
   * Whether a resource is exhausted. If so, tasks are stopped only in the teardown, because tasks that are still starting would use
   * up the descriptors released for an earlier stop.
   */
  areNeeded: boolean;
  /** Releases only the disk space, for journal entries before the teardown. */
  releaseDisk(): Promise<void>;
  /** Releases everything. */
  release(): Promise<void>;
}

/** @throws EMFILE if this process has no descriptors to spare */
export async function makeReserves(runDir: string): Promise<Reserves> {
  const descriptors = reserveDescriptors();
  await reserveDisk(runDir);
  return {
    descriptorLimit: descriptors.limit,
    areNeeded: false,
    releaseDisk: async () => await releaseDisk(runDir),
    async release() {
      descriptors.release();
      await releaseDisk(runDir);
    },
  };
}
