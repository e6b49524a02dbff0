import type {Owner} from '../state/owner.ts';
import {newNonce, type Claim, type ClaimStore, type HeldClaim} from './claim-store.ts';

/** The claims of this process. */
export interface OwnClaims {
  /** Claims a name, unless it is held. `record` is awaited first. */
  make(
    name: string,
    owner: Owner,
    record: (claim: Claim) => Promise<void>,
  ): Promise<{readonly claim: Claim} | {readonly holder: HeldClaim}>;
  release(claim: Claim): Promise<void>;
  /** Restores deleted claims. Returns the claims that another run has made in the meantime. */
  restore(): Promise<readonly HeldClaim[]>;
}

export function createOwnClaims(store: ClaimStore): OwnClaims {
  const made = new Map<string, {readonly claim: Claim; readonly owner: Owner}>();
  return {
    async make(name, owner, record) {
      const claim = {claim: name, nonce: newNonce()};
      await record(claim);
      const result = await store.tryClaim(name, owner, claim.nonce);
      if ('holder' in result) return result;
      made.set(claim.nonce, {claim, owner});
      return {claim};
    },
    async release(claim) {
      made.delete(claim.nonce);
      await store.release(claim);
    },
    async restore() {
      const lost: HeldClaim[] = [];
      for (const {claim, owner} of made.values()) {
        const result = await store.tryClaim(claim.claim, owner, claim.nonce);
        if ('holder' in result && result.holder.nonce !== claim.nonce) lost.push(result.holder);
      }
      return lost;
    },
  };
}
