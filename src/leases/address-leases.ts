import {Mutex} from 'async-mutex';
import type {Owner} from '../state/owner.ts';
import {claimAddress} from './claim-address.ts';
import {claimName} from './claim-name.ts';
import type {Claim, HeldClaim} from './claim-store.ts';
import type {Lease, LeaseRequest, LeaseServices, NameRequest} from './lease-request.ts';
import {createOwnClaims} from './own-claims.ts';

/** Leases loopback addresses. Two live holders never have the same address, and the address of a dead holder becomes free again. */
export interface AddressLeases {
  /**
   * Leases the lowest free address of the pool. If none is free, takes over an address of a dead owner after cleaning up the owner's
   * run. Otherwise waits.
   * @throws TaskError `pool-exhausted` after `waitMs`, `alias-missing` if this machine does not route the address, or the signal's
   * reason when it fires
   */
  lease(request: LeaseRequest): Promise<Lease>;
  /**
   * Claims a name that is not an address. If a live run has the name, returns its owner, or `undefined` if the claim cannot be read.
   * The run of a dead owner is recovered first.
   */
  claim(
    name: string,
    request: NameRequest,
  ): Promise<{readonly claim: Claim} | {readonly holder: Owner | undefined}>;
  /** Releases an address or a name. Has no effect if there is no claim. */
  release(claim: Claim): Promise<void>;
  /** Restores deleted claims of this process. Returns the claims that another run has made in the meantime. */
  restore(): Promise<readonly HeldClaim[]>;
  /** The file to delete to free the address. */
  fileOf(claim: Claim): string;
}

/** The leases of one process. */
export function createAddressLeases(services: LeaseServices): AddressLeases {
  const own = createOwnClaims(services.store);
  const turn = new Mutex();
  return {
    async lease(request) {
      const lease = await claimAddress(request, {services, own, turn});
      try {
        await services.ensureAddress(lease.address, request.task);
        return lease;
      } catch (error) {
        await own.release(lease.claim);
        throw error;
      }
    },
    claim: async (name, request) => await claimName(name, request, {services, own}),
    release: own.release,
    restore: own.restore,
    fileOf: claim => services.store.fileOf(claim),
  };
}
