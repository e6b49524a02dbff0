import {Mutex} from 'async-mutex';
import {pauseMs} from '../polling/pace.ts';
import type {ProcessPlace} from '../processes/process-identity.ts';
import type {Owner} from '../state/owner.ts';
import type {Clock} from '../vocabulary/clock.ts';
import {TaskError} from '../vocabulary/failure.ts';
import type {RunId, TaskName} from '../vocabulary/ids.ts';
import type {AddressPool} from './address-pool.ts';
import {holderOf, lookForFree, type HeldAddress} from './address-scan.ts';
import {newNonce, type Claim, type ClaimStore, type HeldClaim} from './claim-store.ts';
import {oneAtATime} from './scan-lock.ts';

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

/** A request for a name, by a task of a run. */
export type NameRequest = Pick<LeaseRequest, 'run' | 'file' | 'task' | 'signal' | 'record'>;

export interface LeaseRequest {
  readonly pool: AddressPool;
  /** An address to lease only if no other one is free. */
  readonly avoid?: string;
  readonly run: RunId;
  /** The launch file, absolute. */
  readonly file: string;
  readonly task: TaskName;
  /** How long to wait for a free address; 0 fails immediately. */
  readonly waitMs: number;
  readonly signal: AbortSignal;
  /** Called and awaited before a claim is made; another process may still win the claim. */
  record(claim: Claim): Promise<void>;
  report(doing: string): void;
}

export interface Lease {
  readonly address: string;
  readonly claim: Claim;
}

/** Dependencies of leasing. */
export interface LeaseWorld {
  readonly store: ClaimStore;
  /** The path at which processes take turns. */
  readonly lockPath: string;
  readonly here: ProcessPlace;
  readonly clock: Clock;
  isDead(owner: Owner): Promise<boolean>;
  /**
   * Cleans up after the dead owner's run, or waits until another process has; called without any lock held. Returns whether
   * everything is gone: otherwise something may still be bound to the address, and it stays claimed.
   */
  recoverRun(owner: Owner): Promise<boolean>;
  /** Addresses in use by anything but runs of bottle, with a description of the user, such as "container web". */
  occupied(): Promise<ReadonlyMap<string, string>>;
  /** Makes this machine route the address. @throws TaskError `alias-missing` */
  ensureAddress(address: string, task: TaskName): Promise<void>;
}

/** The leases of one process: its tasks take turns in memory before they take turns with other processes. */
export function createAddressLeases(world: LeaseWorld): AddressLeases {
  const {store, clock} = world;
  const turn = new Mutex();
  const leased = new Map<string, {readonly claim: Claim; readonly owner: Owner}>();

  /** Claims the lowest free address, or returns the holders if none is free. */
  async function claimFree(request: LeaseRequest): Promise<Lease | readonly HeldAddress[]> {
    const {signal} = request;
    // May query Docker, so not while others wait for their turn.
    const occupied = await world.occupied();
    const {free, taken} = await lookForFree(store, inOrder(request), occupied);
    if (free === undefined) return taken;
    return await turn.runExclusive(
      async () =>
        await oneAtATime(world.lockPath, {clock, signal}, async () => await claimLowest(request, occupied)),
    );
  }

  async function claimLowest(
    request: LeaseRequest,
    occupied: ReadonlyMap<string, string>,
  ): Promise<Lease | readonly HeldAddress[]> {
    const owner = {...world.here, run: request.run, file: request.file, task: request.task};
    for (;;) {
      request.signal.throwIfAborted();
      const {free, taken} = await lookForFree(store, inOrder(request), occupied);
      if (free === undefined) return taken;
      const claim = {claim: free, nonce: newNonce()};
      await request.record(claim);
      if ('holder' in (await store.tryClaim(free, owner, claim.nonce))) continue;
      leased.set(claim.nonce, {claim, owner});
      return {address: free, claim};
    }
  }

  /** Removes one claim of a dead owner. `kept` are the claims for which that has failed. */
  async function takeFromDead(taken: readonly HeldAddress[], kept: Set<string>): Promise<boolean> {
    for (const {held} of taken) {
      if (!held || kept.has(held.nonce)) continue;
      if (held.owner && !(await world.isDead(held.owner))) continue;
      if (!held.owner || (await world.recoverRun(held.owner))) {
        await store.reclaim(held.claim, held.nonce);
        return true;
      }
      kept.add(held.nonce);
    }
    return false;
  }

  async function claim(request: LeaseRequest): Promise<Lease> {
    const {pool, task, waitMs, signal} = request;
    const startedAt = clock.now();
    const kept = new Set<string>();
    for (;;) {
      signal.throwIfAborted();
      const claimed = await claimFree(request);
      if ('claim' in claimed) return claimed;
      if (await takeFromDead(claimed, kept)) continue;
      const elapsedMs = clock.now() - startedAt;
      if (elapsedMs >= waitMs)
        throw new TaskError({
          reason: 'pool-exhausted',
          task,
          pool: pool.text,
          // The scan takes a moment as well, but does not count as waiting.
          waitedMs: waitMs === 0 ? 0 : elapsedMs,
          holders: claimed.map(taken => holderOf(taken, kept)),
        });
      request.report(`waiting for a free address in ${pool.text}`);
      const limits = {timeoutMs: waitMs, attemptTimeoutMs: waitMs, successes: 1};
      await clock.sleep(Math.min(pauseMs(limits, {elapsedMs, streak: 0}), waitMs - elapsedMs), signal);
    }
  }

  async function claimName(
    name: string,
    {run, file, task, signal, record}: NameRequest,
  ): Promise<{readonly claim: Claim} | {readonly holder: Owner | undefined}> {
    const owner = {...world.here, run, file, task};
    for (;;) {
      signal.throwIfAborted();
      const claim = {claim: name, nonce: newNonce()};
      await record(claim);
      const result = await store.tryClaim(name, owner, claim.nonce);
      if ('claimed' in result) {
        leased.set(claim.nonce, {claim, owner});
        return {claim};
      }
      const {owner: holder, nonce} = result.holder;
      // An earlier attempt of the same task.
      if (holder?.run === run && holder.task === task) return {claim: {claim: name, nonce}};
      const isFree = !holder || ((await world.isDead(holder)) && (await world.recoverRun(holder)));
      if (!isFree) return {holder};
      await store.reclaim(name, nonce);
    }
  }

  const release = async (claim: Claim): Promise<void> => {
    leased.delete(claim.nonce);
    await store.release(claim);
  };

  return {
    async lease(request) {
      const lease = await claim(request);
      try {
        await world.ensureAddress(lease.address, request.task);
        return lease;
      } catch (error) {
        await release(lease.claim);
        throw error;
      }
    },
    claim: claimName,
    release,
    async restore() {
      const lost: HeldClaim[] = [];
      for (const {claim, owner} of leased.values()) {
        const result = await store.tryClaim(claim.claim, owner, claim.nonce);
        if ('holder' in result && result.holder.nonce !== claim.nonce) lost.push(result.holder);
      }
      return lost;
    },
    fileOf: claim => store.fileOf(claim),
  };
}

function inOrder({pool: {addresses}, avoid}: LeaseRequest): readonly string[] {
  if (avoid === undefined || !addresses.includes(avoid)) return addresses;
  return [...addresses.filter(address => address !== avoid), avoid];
}
