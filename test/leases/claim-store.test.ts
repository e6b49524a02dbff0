import {mkdir, readdir, stat, utimes, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {newNonce, openClaimStore, type Claim, type ClaimStore} from '../../src/leases/claim-store.ts';
import {ownerWith} from '../support/owners.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const NAME = '127.0.0.16';
const owner = ownerWith();

describe('claiming', () => {
  test('a free name succeeds', async () => {
    const store = openClaimStore(await temporaryDirectory());
    expect(await store.holder(NAME)).toBeUndefined();
    const nonce = newNonce();
    expect(await store.tryClaim(NAME, owner, nonce)).toEqual({claimed: {claim: NAME, nonce}});
    expect(await store.holder(NAME)).toEqual({claim: NAME, nonce, owner});
    const file = await stat(store.fileOf({claim: NAME, nonce}));
    expect(file.mode & 0o777).toBe(0o600);
  });

  test('a claimed name fails', async () => {
    const dir = await temporaryDirectory();
    const store = openClaimStore(dir);
    const first = await claim(store, NAME);
    expect(await store.tryClaim(NAME, ownerWith({pid: 2}))).toEqual({holder: {...first, owner}});
    expect(await readdir(join(dir, 'new'))).toEqual([]);
  });

  test('a released name succeeds', async () => {
    const store = openClaimStore(await temporaryDirectory());
    await store.release(await claim(store, NAME));
    expect(await store.holder(NAME)).toBeUndefined();
    expect(await store.tryClaim(NAME, owner)).toHaveProperty('claimed');
  });

  test('deletes only directories of processes that died during a release', async () => {
    const dir = await temporaryDirectory();
    await mkdir(join(dir, 'held', 'artifact-1'), {recursive: true});
    const store = openClaimStore(dir);
    await claim(store, NAME);
    await store.tidy();
    expect(await readdir(join(dir, 'held'))).toEqual([NAME]);
    await openClaimStore(join(dir, 'none')).tidy();
  });

  test('succeeds for the empty directory of a process that died during a release', async () => {
    const dir = await temporaryDirectory();
    await mkdir(join(dir, 'held', NAME), {recursive: true});
    const store = openClaimStore(dir);
    expect(await store.holder(NAME)).toBeUndefined();
    expect(await store.tryClaim(NAME, owner)).toHaveProperty('claimed');
  });

  test('succeeds for an unreadable claim, which has no owner, after reclaiming it', async () => {
    const dir = await temporaryDirectory();
    await mkdir(join(dir, 'held', NAME), {recursive: true});
    await writeFile(join(dir, 'held', NAME, 'n'), '');
    const store = openClaimStore(dir);
    expect(await store.tryClaim(NAME, owner)).toEqual({holder: {claim: NAME, nonce: 'n'}});
    expect(await store.reclaim(NAME, 'n')).toBe(true);
    expect(await store.tryClaim(NAME, owner)).toHaveProperty('claimed');
  });

  test.each(['', '.', '..', '../x', 'a/b', '.hidden'])('%j throws, because it is not a name', async name => {
    const store = openClaimStore(await temporaryDirectory());
    await expect(store.tryClaim(name, owner)).rejects.toThrow(`\`${name}\` cannot be the name of a claim`);
  });
});

describe('concurrent', () => {
  test('claimers have one winner, and the others see who it is', async () => {
    const dir = await temporaryDirectory();
    // Each claimer has its own store, like a separate process.
    const results = await Promise.all(
      Array.from({length: 50}, async (_, pid) => await openClaimStore(dir).tryClaim(NAME, ownerWith({pid}))),
    );
    const [winner, ...others] = results.flatMap(result => ('claimed' in result ? [result.claimed] : []));
    expect(others).toEqual([]);
    const holders = results.flatMap(result => ('holder' in result ? [result.holder.nonce] : []));
    expect(new Set(holders)).toEqual(new Set([winner?.nonce]));
    expect(holders).toHaveLength(49);
  });

  test('processes never see two holders of a name or a partial claim', async () => {
    const dir = await temporaryDirectory();
    const inside = new Map<string, number>();
    const names = ['a', 'b'];
    let halves = 0;
    async function work(pid: number): Promise<number> {
      const store = openClaimStore(dir);
      let most = 0;
      for (let round = 0; round < 25; round++) {
        const name = names[(pid + round) % names.length] ?? '';
        const result = await store.tryClaim(name, ownerWith({pid}));
        if ('holder' in result) {
          if (!result.holder.owner) halves++;
          continue;
        }
        inside.set(name, (inside.get(name) ?? 0) + 1);
        await new Promise(resolve => setImmediate(resolve));
        most = Math.max(most, inside.get(name) ?? 0);
        inside.set(name, (inside.get(name) ?? 0) - 1);
        await store.release(result.claimed);
      }
      return most;
    }
    const most = await Promise.all(Array.from({length: 20}, async (_, pid) => await work(pid)));
    expect(Math.max(...most)).toBe(1);
    expect(halves).toBe(0);
    expect(await readdir(join(dir, 'new'))).toEqual([]);
  });

  test('reclaimers have one winner', async () => {
    const dir = await temporaryDirectory();
    const {nonce} = await claim(openClaimStore(dir), NAME);
    const won = await Promise.all(
      Array.from({length: 50}, async () => await openClaimStore(dir).reclaim(NAME, nonce)),
    );
    expect(won.filter(Boolean)).toEqual([true]);
    expect(await readdir(join(dir, 'grave'))).toEqual([]);
  });
});

describe('a late process cannot affect a newer claim', () => {
  async function afterNewClaim() {
    const dir = await temporaryDirectory();
    const store = openClaimStore(dir);
    await claim(store, NAME);
    // The late process has seen the dead owner, and pauses here.
    const seen = await openClaimStore(dir).holder(NAME);
    if (!seen) throw new Error('there is a claim');
    expect(await store.reclaim(NAME, seen.nonce)).toBe(true);
    const newer = await claim(store, NAME);
    return {store, seen, newer};
  }

  test('by reclaiming it', async () => {
    const {store, seen, newer} = await afterNewClaim();
    expect(await store.reclaim(NAME, seen.nonce)).toBe(false);
    expect(await store.holder(NAME)).toEqual({...newer, owner});
  });

  test('by releasing its own claim, which was reclaimed', async () => {
    const {store, seen, newer} = await afterNewClaim();
    await store.release(seen);
    expect(await store.holder(NAME)).toEqual({...newer, owner});
  });
});

describe('releasing', () => {
  test('a claim twice, or a claim that never existed, has no effect', async () => {
    const store = openClaimStore(await temporaryDirectory());
    const held = await claim(store, NAME);
    await store.release({claim: NAME, nonce: newNonce()});
    expect(await store.holder(NAME)).toEqual({...held, owner});
    await store.release(held);
    await store.release(held);
    expect(await store.holder(NAME)).toBeUndefined();
  });
});

test('leftovers of dead processes are deleted, and unfinished claims of live ones are kept', async () => {
  const dir = await temporaryDirectory();
  for (const nonce of ['old', 'new']) {
    await mkdir(join(dir, 'new', nonce), {recursive: true});
    await writeFile(join(dir, 'new', nonce, nonce), '{}');
  }
  await utimes(join(dir, 'new', 'old'), 1_000, 1_000);
  await mkdir(join(dir, 'grave', 'dir'), {recursive: true});
  await writeFile(join(dir, 'grave', 'file'), '{}');
  await claim(openClaimStore(dir), NAME);
  expect([await readdir(join(dir, 'new')), await readdir(join(dir, 'grave'))]).toEqual([['new'], []]);
});

async function claim(store: ClaimStore, name: string): Promise<Claim> {
  const result = await store.tryClaim(name, owner);
  if ('holder' in result) throw new Error('taken');
  return result.claimed;
}
