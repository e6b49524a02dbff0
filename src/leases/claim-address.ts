import type {Mutex} from 'async-mutex';
import {pauseMs} from '../polling/pace.ts';
import {TaskError} from '../vocabulary/failure.ts';
import {holderOf, lookForFree, type HeldAddress} from './address-scan.ts';
import type {Lease, LeaseRequest, LeaseServices} from './lease-request.ts';
import type {OwnClaims} from './own-claims.ts';
import {oneAtATime} from './scan-lock.ts';

/** Shared by the claims of one process. */
interface ClaimParts {
  readonly services: LeaseServices;
  readonly own: OwnClaims;
  /** Serializes the tasks of this process before they wait for other processes. */
  readonly turn: Mutex;
}

/** Claims a free address of the pool, an address of a dead run, or an address that becomes free within `waitMs`. */
export async function claimAddress(request: LeaseRequest, parts: ClaimParts): Promise<Lease> {
  const {pool, task, waitMs, signal} = request;
  const {clock} = parts.services;
  const startedAt = clock.now();
  const kept = new Set<string>();
  for (;;) {
    signal.throwIfAborted();
    const claimed = await claimFree(request, parts);
    if ('claim' in claimed) return claimed;
    if (await takeFromDead(claimed, kept, parts.services)) continue;
    const elapsedMs = clock.now() - startedAt;
    if (elapsedMs >= waitMs)
      throw new TaskError({
        reason: 'pool-exhausted',
        task,
        pool: pool.text,
        // The scan takes a moment too, but does not count as waiting.
        waitedMs: waitMs === 0 ? 0 : elapsedMs,
        holders: claimed.map(taken => holderOf(taken, kept)),
      });
    request.report(`waiting for a free address in ${pool.text}`);
    const limits = {timeoutMs: waitMs, attemptTimeoutMs: waitMs, successes: 1};
    await clock.sleep(Math.min(pauseMs(limits, {elapsedMs, streak: 0}), waitMs - elapsedMs), signal);
  }
}

/** Claims the lowest free address. Returns the unavailable addresses if none is free. */
async function claimFree(
  request: LeaseRequest,
  {services, own, turn}: ClaimParts,
): Promise<Lease | readonly HeldAddress[]> {
  const {store, clock, lockPath} = services;
  const {signal} = request;
  // May query Docker, so call it before taking the lock.
  const occupied = await services.occupied(signal);
  const {free, taken} = await lookForFree(store, inOrder(request), occupied);
  if (free === undefined) return taken;
  const claim = async () => await claimLowest(request, occupied, {services, own});
  return await turn.runExclusive(async () => await oneAtATime(lockPath, {clock, signal}, claim));
}

async function claimLowest(
  request: LeaseRequest,
  occupied: ReadonlyMap<string, string>,
  {services, own}: Omit<ClaimParts, 'turn'>,
): Promise<Lease | readonly HeldAddress[]> {
  const {run, file, task, signal, record} = request;
  const owner = {...services.here, run, file, task};
  for (;;) {
    signal.throwIfAborted();
    const {free, taken} = await lookForFree(services.store, inOrder(request), occupied);
    if (free === undefined) return taken;
    const made = await own.make(free, owner, record);
    if ('claim' in made) return {address: free, claim: made.claim};
  }
}

/** Removes one claim of a dead owner. Claims that cannot be removed are added to `kept`. */
async function takeFromDead(
  taken: readonly HeldAddress[],
  kept: Set<string>,
  services: LeaseServices,
): Promise<boolean> {
  for (const {held} of taken) {
    if (!held || kept.has(held.nonce)) continue;
    if (held.owner && !(await services.isDead(held.owner))) continue;
    if (!held.owner || (await services.recoverRun(held.owner))) {
      await services.store.reclaim(held.claim, held.nonce);
      return true;
    }
    kept.add(held.nonce);
  }
  return false;
}

function inOrder({pool: {addresses}, avoid}: LeaseRequest): readonly string[] {
  if (avoid === undefined || !addresses.includes(avoid)) return addresses;
  return [...addresses.filter(address => address !== avoid), avoid];
}
