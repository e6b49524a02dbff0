import type {LeaseHolder} from '../vocabulary/failure.ts';
import type {ClaimStore, HeldClaim} from './claim-store.ts';

/** An address that is not available, because it is claimed, or because something else (`what`) uses it. */
export type HeldAddress = {readonly address: string} & (
  {readonly held: HeldClaim} | {readonly held?: never; readonly what: string}
);

/** The result of a scan of a pool: the holders of its addresses, up to the first free one if there is one. */
export interface Sight {
  readonly free?: string;
  readonly taken: readonly HeldAddress[];
}

/** Finds the first free address. `occupied` are the addresses in use by anything but runs of bottle, with their users. */
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

/** The holder of an address, as text; `dead` are the claims of dead runs that could not be removed. */
export function holderOf({address, ...taken}: HeldAddress, dead: ReadonlySet<string>): LeaseHolder {
  if (!taken.held) return {address, by: 'other', what: taken.what};
  const {owner, nonce} = taken.held;
  if (!owner) return {address, by: 'other', what: 'an unreadable claim'};
  const {run, task = '', file, pid} = owner;
  return {address, by: 'run', run, task, file, pid, isDead: dead.has(nonce)};
}
