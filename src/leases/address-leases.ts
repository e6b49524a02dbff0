import {Mutex} from 'async-mutex';
import type {Owner} from '../state/owner.ts';
import {claimAddress} from './claim-address.ts';
import {claimName} from './claim-name.ts';
import type {Claim, HeldClaim} from './claim-store.ts';
import type {Lease, LeaseRequest, LeaseWorld, NameRequest} from './lease-request.ts';
import {createOwnClaims} from './own-claims.ts';

/** Leases loopback addresses: two live holders never have the same one, and the address of a dead holder becomes free again. */
export interface AddressLeases {
  /**
   * Leases the lowest free address of the pool; if there is none, one whose owner is dead, after cleaning up that owner's
   * run; if there is none of those either, waits.
   * @throws TaskError `pool-exhausted` after `waitMs`, `alias-missing` if this machine does not route the address; the
   * signal's reason when it fires.
   */
  lease(request: LeaseRequest): Promise<Lease>;
  /**
   * Claims a name that is not an address, unless a live run has it: its owner is then returned, if its claim can be read. The run of
   * a dead owner is recovered first.
   */
  claim(
    name: string,
    request: NameRequest,
  ): Promise<{readonly claim: Claim} | {readonly holder: Owner | undefined}>;
  /** Releases an address or a name; no effect if there is no claim. */
  release(claim: Claim): Promise<void>;
  /** Restores the deleted claims of addresses that were leased here; returns those that another run has claimed meanwhile. */
  restore(): Promise<readonly HeldClaim[]>;
  /** The file to delete so that the address is free. */
  fileOf(claim: Claim): string;
}

/** The leases of one process. */
export function createAddressLeases(world: LeaseWorld): AddressLeases {
  const own = createOwnClaims(world.store);
  const turn = new Mutex();
  return {
    async lease(request) {
      const lease = await claimAddress(request, {world, own, turn});
      try {
        await world.ensureAddress(lease.address, request.task);
        return lease;
      } catch (error) {
        await own.release(lease.claim);
        throw error;
      }
    },
    claim: async (name, request) => await claimName(name, request, {world, own}),
    release: own.release,
    restore: own.restore,
    fileOf: claim => world.store.fileOf(claim),
  };
}
