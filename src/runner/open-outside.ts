import {join} from 'node:path';
import {createAddressLeases} from '../leases/address-leases.ts';
import {artifactLock} from '../leases/artifact-lock.ts';
import {openClaimStore} from '../leases/claim-store.ts';
import {ensureAddress} from '../leases/loopback.ts';
import {launchProcess} from '../processes/host-process.ts';
import {systemClock} from '../processes/system-clock.ts';
import {isDead, type Observer, type Owner} from '../state/owner.ts';
import {claimsDirectory} from '../state/state-directory.ts';
import {fingerprintStore} from '../tasks/fingerprint-store.ts';
import type {Outside} from '../tasks/outside.ts';

/** What the real world is made from, for one run. */
export interface OutsideParts {
  readonly owner: Owner;
  readonly observer: Observer;
  /** Takes down what a dead run left; whether all of it is gone. */
  readonly retire: (owner: Owner) => Promise<boolean>;
  readonly isSecret: (text: string) => boolean;
}

/** The real world. */
export function openOutside({owner, observer, retire, isSecret}: OutsideParts): Outside {
  const {stateDir} = observer;
  const clock = systemClock;
  const claims = openClaimStore(claimsDirectory(stateDir));
  const isGone = async (other: Owner): Promise<boolean> => await isDead(other, observer);
  return {
    clock,
    launchProcess,
    leases: createAddressLeases({
      store: claims,
      lockPath: join(stateDir, 'leases'),
      here: owner,
      clock,
      isDead: isGone,
      retire,
      // Containers that bottle did not start; there is no engine to ask yet.
      occupied: async () => new Map(),
      ensureAddress,
    }),
    artifacts: {
      lock: artifactLock({claims, owner, clock, isDead: isGone, retire}),
      store: fingerprintStore(stateDir),
      isSecret,
    },
  };
}
