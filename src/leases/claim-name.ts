import type {Owner} from '../state/owner.ts';
import type {Claim} from './claim-store.ts';
import type {LeaseServices, NameRequest} from './lease-request.ts';
import type {OwnClaims} from './own-claims.ts';

/** Claims a name, or returns its live owner. The run of a dead owner is recovered first. */
export async function claimName(
  name: string,
  {run, file, task, signal, record}: NameRequest,
  {services, own}: {readonly services: LeaseServices; readonly own: OwnClaims},
): Promise<{readonly claim: Claim} | {readonly holder: Owner | undefined}> {
  const owner = {...services.here, run, file, task};
  for (;;) {
    signal.throwIfAborted();
    const made = await own.make(name, owner, record);
    if ('claim' in made) return made;
    const {owner: holder, nonce} = made.holder;
    // Claimed by an earlier attempt of the same task.
    if (holder?.run === run && holder.task === task) return {claim: {claim: name, nonce}};
    const isFree = !holder || ((await services.isDead(holder)) && (await services.recoverRun(holder)));
    if (!isFree) return {holder};
    await services.store.reclaim(name, nonce);
  }
}
