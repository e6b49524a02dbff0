import {mkdir, readdir, stat, utimes, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {newNonce, openClaimStore, type Claim, type ClaimStore} from '../../src/leases/claim-store.ts';
import {ownerWith} from '../support/owners.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const NAME = '127.0.0.16';
const owner = ownerWith();

describe('claiming', () => {
  test('a free name', async () => {
    const store = openClaimStore(await temporaryDirectory());
    expect(await store.holder(NAME)).toBeUndefined();
    const nonce = newNonce();
    expect(await store.tryClaim(NAME, owner, nonce)).toEqual({claimed: {claim: NAME, nonce}});
    expect(await store.holder(NAME)).toEqual({claim: NAME, nonce, owner});
    const file = await stat(store.fileOf({claim: NAME, nonce}));
    expect(file.mode & 0o777).toBe(0o600);
  });

  test('a taken name', async () => {
    const dir = await temporaryDirectory();
    const store = openClaimStore(dir);
    const first = await claim(store, NAME);
    expect(await store.tryClaim(NAME, ownerWith({pid: 2}))).toEqual({holder: {...first, owner}});
    expect(await readdir(join(dir, 'new'))).toEqual([]);
  });

  test('a name that came free', async () => {
    const store = openClaimStore(await temporaryDirectory());
    await store.release(await claim(store, NAME));
    expect(await store.holder(NAME)).toBeUndefined();
    expect(await store.tryClaim(NAME, owner)).toHaveProperty('claimed');
  });

  test('only the remains of a process that died during a release are deleted', async () => {
    const dir = await temporaryDirectory();
    await mkdir(join(dir, 'held', 'artifact-1'), {recursive: true});
    const store = openClaimStore(dir);
    await claim(store, NAME);
    await store.tidy();
    expect(await readdir(join(dir, 'held'))).toEqual([NAME]);
    await openClaimStore(join(dir, 'none')).tidy();
  });

  test('an empty directory, as a process that died while it released leaves it', async () => {
    const dir = await temporaryDirectory();
    await mkdir(join(dir, 'held', NAME), {recursive: true});
    const store = openClaimStore(dir);
    expect(await store.holder(NAME)).toBeUndefined();
    expect(await store.tryClaim(NAME, owner)).toHaveProperty('claimed');
  });

  test('a claim that cannot be read has no owner, and can be taken away', async () => {
    const dir = await temporaryDirectory();
    await mkdir(join(dir, 'held', NAME), {recursive: true});
    await writeFile(join(dir, 'held', NAME, 'n'), '');
    const store = openClaimStore(dir);
    expect(await store.tryClaim(NAME, owner)).toEqual({holder: {claim: NAME, nonce: 'n'}});
    expect(await store.reclaim(NAME, 'n')).toBe(true);
    expect(await store.tryClaim(NAME, owner)).toHaveProperty('claimed');
  });

  test.each(['', '.', '..', '../x', 'a/b', '.hidden'])('%j is not a name', async name => {
    const store = openClaimStore(await temporaryDirectory());
    await expect(store.tryClaim(name, owner)).rejects.toThrow(`\`${name}\` cannot be the name of a claim`);
  });
});

describe('side by side', () => {
  test('one of many claimers wins, and the others see who', async () => {
    const dir = await temporaryDirectory();
    // A store of its own for each, as for processes.
    const results = await Promise.all(
      Array.from({length: 50}, async (_, pid) => await openClaimStore(dir).tryClaim(NAME, ownerWith({pid}))),
    );
    const [winner, ...others] = results.flatMap(result => ('claimed' in result ? [result.claimed] : []));
    expect(others).toEqual([]);
    const holders = results.flatMap(result => ('holder' in result ? [result.holder.nonce] : []));
    expect(new Set(holders)).toEqual(new Set([winner?.nonce]));
    expect(holders).toHaveLength(49);
  });

  test('a name has one holder at a time, and no process ever sees a partial claim', async () => {
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

  test('one of many reclaimers takes a claim away', async () => {
    const dir = await temporaryDirectory();
    const {nonce} = await claim(openClaimStore(dir), NAME);
    const won = await Promise.all(
      Array.from({length: 50}, async () => await openClaimStore(dir).reclaim(NAME, nonce)),
    );
    expect(won.filter(Boolean)).toEqual([true]);
    expect(await readdir(join(dir, 'grave'))).toEqual([]);
  });
});

describe('a latecomer cannot touch a newer claim', () => {
  async function afterNewClaim() {
    const dir = await temporaryDirectory();
    const store = openClaimStore(dir);
    await claim(store, NAME);
    // The latecomer has seen the dead owner, and is paused here.
    const seen = await openClaimStore(dir).holder(NAME);
    if (!seen) throw new Error('there is a claim');
    expect(await store.reclaim(NAME, seen.nonce)).toBe(true);
    const newer = await claim(store, NAME);
    return {store, seen, newer};
  }

  test('by taking it away', async () => {
    const {store, seen, newer} = await afterNewClaim();
    expect(await store.reclaim(NAME, seen.nonce)).toBe(false);
    expect(await store.holder(NAME)).toEqual({...newer, owner});
  });

  test('by releasing the claim that was taken from it', async () => {
    const {store, seen, newer} = await afterNewClaim();
    await store.release(seen);
    expect(await store.holder(NAME)).toEqual({...newer, owner});
  });
});

describe('releasing', () => {
  test('twice, and what never came to be', async () => {
    const store = openClaimStore(await temporaryDirectory());
    const held = await claim(store, NAME);
    await store.release({claim: NAME, nonce: newNonce()});
    expect(await store.holder(NAME)).toEqual({...held, owner});
    await store.release(held);
    await store.release(held);
    expect(await store.holder(NAME)).toBeUndefined();
  });
});

test('remains of dead claimers and reclaimers are deleted, unfinished claims of live ones are not', async () => {
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
