import {unlink} from 'node:fs/promises';
import {beforeEach, describe, expect, test} from 'vitest';
import {artifactLock, type ArtifactServices, type Builder} from '../../src/freshness/artifact-lock.ts';
import {openClaimStore, type ClaimStore} from '../../src/leases/claim-store.ts';
import type {RunId, TaskName} from '../../src/vocabulary/ids.ts';
import {fakeClock} from '../support/fake-clock.ts';
import {ownerWith} from '../support/owners.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const owner = ownerWith();
const other = ownerWith({run: 'other' as RunId, pid: 12, task: 'pack' as TaskName});

let claims: ClaimStore;
let said: string[];
beforeEach(async () => {
  claims = openClaimStore(await temporaryDirectory());
  said = [];
});

function builderWith(signal = new AbortController().signal): Builder {
  return {task: 'build' as TaskName, signal, report: doing => said.push(doing)};
}

/** Dependencies with a live owner `other` and a fast clock. Calls `onSleep` for each pause. */
function servicesWith(
  changes: Partial<ArtifactServices>,
  onSleep: (pauses: readonly number[]) => Promise<void> = async () => undefined,
) {
  const pauses: number[] = [];
  let now = 0;
  const sleep = async (ms: number): Promise<void> => {
    now += ms;
    pauses.push(ms);
    await onSleep(pauses);
  };
  const clock = {...fakeClock(), now: () => now, sleep};
  return {claims, owner, clock, isDead: async () => false, recoverRun: async () => true, ...changes};
}

test('a free artifact is acquired immediately, and is free again after its release', async () => {
  const lock = artifactLock(servicesWith({}));
  const claim = await lock.acquire('key', builderWith());
  expect((await claims.holder('artifact-key'))?.owner).toEqual({...owner, task: 'build'});
  await lock.acquire('other-key', builderWith());
  await claim.release();
  expect(await claims.holder('artifact-key')).toBeUndefined();
  expect(said).toEqual([]);
});

test('waits at the pace of probes until the artifact is free, and reports the holder once', async () => {
  const taken = await claims.tryClaim('artifact-key', other);
  let seen: readonly number[] = [];
  const services = servicesWith({}, async pauses => {
    seen = pauses;
    if (pauses.length === 200 && 'claimed' in taken) await claims.release(taken.claimed);
  });
  await artifactLock(services).acquire('key', builderWith());
  expect(said).toEqual(['waiting for task pack of run other (pid 12) to build it']);
  expect(seen).toHaveLength(200);
  expect([seen[0], seen.at(-1)]).toEqual([5, 250]);
});

describe('the claim of a dead owner', () => {
  test('is released only after its run is recovered', async () => {
    await claims.tryClaim('artifact-key', other);
    const steps: unknown[] = [];
    const services = servicesWith({
      isDead: async ({run}) => run === other.run,
      recoverRun: async who => {
        steps.push(who, await claims.holder('artifact-key'));
        return true;
      },
    });
    await artifactLock(services).acquire('key', builderWith());
    expect(steps).toEqual([other, expect.objectContaining({owner: other})]);
    expect((await claims.holder('artifact-key'))?.owner?.run).toBe(owner.run);
    expect(said).toEqual([]);
  });

  test('is kept while its run has leftovers', async () => {
    await claims.tryClaim('artifact-key', other);
    const answers = [false, false, true];
    const services = servicesWith({
      isDead: async () => true,
      recoverRun: async () => answers.shift() ?? true,
    });
    await artifactLock(services).acquire('key', builderWith());
    expect(answers).toEqual([]);
  });

  test('is acquired by one of several waiters', async () => {
    await claims.tryClaim('artifact-key', other);
    let inside = 0;
    const services = servicesWith(
      {isDead: async ({run}) => run === other.run},
      async () => await new Promise(setImmediate),
    );
    const most: number[] = [];
    await Promise.all(
      Array.from({length: 10}, async () => {
        const claim = await artifactLock(services).acquire('key', builderWith());
        most.push(++inside);
        await new Promise(setImmediate);
        inside--;
        await claim.release();
      }),
    );
    expect(most).toEqual(Array.from({length: 10}, () => 1));
  });
});

test('releases only the artifacts of a dead run', async () => {
  for (const name of ['artifact-one', 'artifact-two', '127.0.0.16']) await claims.tryClaim(name, other);
  await claims.tryClaim('artifact-three', owner);
  const half = await claims.tryClaim('artifact-four', other);
  // The run was killed during the release.
  if ('claimed' in half) await unlink(claims.fileOf(half.claimed));
  await artifactLock(servicesWith({})).releaseOf(other.run);
  expect([...(await claims.names())].sort()).toEqual(['127.0.0.16', 'artifact-three']);
});

test('aborting a wait leaves no claim', async () => {
  const taken = await claims.tryClaim('artifact-key', other);
  const stop = new AbortController();
  const services = servicesWith({}, async () => stop.abort(new Error('stop')));
  await expect(artifactLock(services).acquire('key', builderWith(stop.signal))).rejects.toThrow('stop');
  if ('claimed' in taken) await claims.release(taken.claimed);
  expect(await claims.holder('artifact-key')).toBeUndefined();
});
