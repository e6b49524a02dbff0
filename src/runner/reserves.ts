import {reserveDescriptors} from '../processes/descriptors.ts';
import {releaseDisk, reserveDisk} from '../state/disk-reserve.ts';

/** File descriptors and disk space that a run sets aside while there are some, so that its teardown never lacks them. */
export interface Reserves {
  /** How many descriptors this process may have open, if known. */
  readonly descriptorLimit: number | undefined;
  /**
   * Whether something has run out. Then nothing is stopped before the teardown: descriptors that were released for that would be
   * taken by tasks that are still starting.
   */
  areNeeded: boolean;
  /** Releases the disk space alone: for what must be journaled before the teardown. */
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
