import type {LeaseHolder} from '../vocabulary/failure.ts';
import type {ClaimStore, HeldClaim} from './claim-store.ts';

/** An unavailable address, which is claimed (`held`) or used by something other than bottle (`what`). */
export type HeldAddress = {readonly address: string} & (
  {readonly held: HeldClaim} | {readonly held?: never; readonly what: string}
);

/** The result of a pool scan: the first free address if there is one, and the unavailable addresses before it. */
export interface Sight {
  readonly free?: string;
  readonly taken: readonly HeldAddress[];
}

/** Finds the first free address. `occupied` maps addresses that are used by something other than bottle to a description of the user. */
export async function lookForFree(
  store: ClaimStore,
  addresses: readonly string[],
  occupied: ReadonlyMap<string, string>,
): Promise<Sight> {
  const names = await store.names();
  const untouched = addresses.find(address => !names.has(address) && !occupied.has(address));
  if (untouched !== undefined) return {free: untouched, taken: []};
  const taken: HeldAddress[] = [];
  for (const address of addresses) {
    const held = await store.holder(address);
    const what = occupied.get(address);
    if (held) taken.push({address, held});
    else if (what !== undefined) taken.push({address, what});
    else return {free: address, taken};
  }
  return {taken};
}

/** The holder of an address. `dead` has the nonces of dead runs' claims that could not be removed. */
export function holderOf({address, ...taken}: HeldAddress, dead: ReadonlySet<string>): LeaseHolder {
  if (!taken.held) return {address, by: 'other', what: taken.what};
  const {owner, nonce} = taken.held;
  if (!owner) return {address, by: 'other', what: 'an unreadable claim'};
  const {run, task = '', file, pid} = owner;
  return {address, by: 'run', run, task, file, pid, isDead: dead.has(nonce)};
}
