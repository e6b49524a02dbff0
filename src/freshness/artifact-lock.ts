import {defaultLimits} from '../polling/limits.ts';
import {pauseMs} from '../polling/pace.ts';
import type {Owner} from '../state/owner.ts';
import type {Clock} from '../vocabulary/clock.ts';
import type {RunId, TaskName} from '../vocabulary/ids.ts';
import type {ClaimStore, HeldClaim} from '../leases/claim-store.ts';

/** Ensures that only one builder at a time builds an artifact, across tasks, processes and crashes. */
export interface ArtifactLock {
  /** Waits while another builder holds the artifact. Rejects with the signal's reason when it fires. */
  acquire(key: string, builder: Builder): Promise<{release(): Promise<void>}>;
  /** Releases the artifacts claimed by a dead run that has no other leftovers. */
  releaseOf(run: RunId): Promise<void>;
}

/** The task that needs an artifact. A task's `UpContext` can be passed. */
export interface Builder {
  readonly task: TaskName;
  readonly signal: AbortSignal;
  readonly report: (doing: string) => void;
}

/** Dependencies of the lock. */
export interface ArtifactServices {
  readonly claims: ClaimStore;
  /** This run. */
  readonly owner: Owner;
  readonly clock: Clock;
  readonly isDead: (owner: Owner) => Promise<boolean>;
  /** Cleans up after the dead owner's run, because its build may still be writing. Returns whether everything is gone. */
  readonly recoverRun: (owner: Owner) => Promise<boolean>;
}

/** A lock for each artifact, based on claims. Waiters poll at the pace of probes and take over from dead builders. */
export function artifactLock(services: ArtifactServices): ArtifactLock {
  const {claims, clock, owner} = services;
  return {
    async acquire(key, {task, signal, report}) {
      const start = clock.now();
      let reported: string | undefined;
      for (;;) {
        signal.throwIfAborted();
        const result = await claims.tryClaim(`${PREFIX}${key}`, {...owner, task});
        if ('claimed' in result) return {release: async () => await claims.release(result.claimed)};
        if (await removeDead(result.holder, services)) continue;
        if (reported !== result.holder.nonce)
          report(`waiting for ${describeHolder(result.holder)} to build it`);
        reported = result.holder.nonce;
        await clock.sleep(pauseMs(endless, {elapsedMs: clock.now() - start, streak: 0}), signal);
      }
    },
    async releaseOf(run) {
      for (const name of await claims.names()) {
        const held = name.startsWith(PREFIX) ? await claims.holder(name) : undefined;
        if (held?.owner?.run === run) await claims.release(held);
      }
      await claims.tidy();
    },
  };
}

/** Distinguishes claims on artifacts from claims on addresses. */
const PREFIX = 'artifact-';

/** A build may take any amount of time. The wait is limited only by the task's `timeout`. */
const endless = {...defaultLimits, timeoutMs: Infinity};

/** Removes the claim if its owner is dead. Returns whether it was removed. */
async function removeDead({claim, nonce, owner}: HeldClaim, services: ArtifactServices): Promise<boolean> {
  if (owner && !((await services.isDead(owner)) && (await services.recoverRun(owner)))) return false;
  await services.claims.reclaim(claim, nonce);
  return true;
}

function describeHolder({owner}: HeldClaim): string {
  return owner ? `task ${owner.task ?? '?'} of run ${owner.run} (pid ${owner.pid})` : 'another run';
}
