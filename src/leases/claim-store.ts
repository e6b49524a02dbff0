import {readdir, readFile, rename, rm, rmdir, stat, unlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {ifExists, succeeds} from '../processes/expected-error.ts';
import {parseOwner, type Owner} from '../state/owner.ts';
import {randomName} from '../vocabulary/random-name.ts';
import {makePrivateDirectory} from '../processes/make-directory.ts';
import {PRIVATE_FILE} from '../state/state-directory.ts';

/** A claim on a name, distinct from every other claim on it, past or future. */
export interface Claim {
  /** The claimed name: `127.0.0.16`. */
  readonly claim: string;
  readonly nonce: string;
}

/** A claim and its owner. */
export interface HeldClaim extends Claim {
  /** Absent if the file is invalid: a claim is complete before it becomes visible, so the machine crashed meanwhile. */
  readonly owner?: Owner;
}

/**
 * Lock-free exclusive claims on names, safe across processes that may crash at any point.
 *
 *     held/NAME/NONCE    the claim on NAME; the file holds the owner as JSON
 *     new/NONCE/NONCE    a claim in the making
 *     grave/NONCE        a claim that was taken away, about to be deleted
 *
 * - To claim, `new/NONCE` is completed and renamed to `held/NAME`. A directory can be renamed onto another one only if that is empty or absent (rename(2)), so one claimer wins, and no process sees a
 *   partial claim.
 * - To release, `held/NAME/NONCE` is deleted. The empty directory is free; removing it is only clean-up.
 * - To take a dead owner's claim away, `held/NAME/NONCE` is renamed into `grave/`: exactly one reclaimer wins.
 *
 * Turned down: one file of a fixed name for each claim, created with O_EXCL. A reclaimer reads the dead owner and is paused;
 * meanwhile another one removes the claim and a third claims again. The first continues, and deletes or renames the file of that
 * name: a live claim (the ABA problem). No check closes the gap between reading and deleting. Here the path identifies the claim, so
 * a late reclaimer finds nothing. Hard links (link(2) of a complete file to a fixed name) have
 * the same gap; flock(2) has none, but Node cannot call it, and it ends with the process, not with what is bound to the address.
 */
export interface ClaimStore {
  /**
   * Claims `claim` for `owner`, unless it is held. `nonce` can be chosen beforehand ({@link newNonce}), to record it before
   * the claim exists.
   */
  tryClaim(
    claim: string,
    owner: Owner,
    nonce?: string,
  ): Promise<{readonly claimed: Claim} | {readonly holder: HeldClaim}>;
  /** The names that are claimed, or were a moment ago. */
  names(): Promise<ReadonlySet<string>>;
  /** The owner of `claim`; `undefined` if it is free. */
  holder(claim: string): Promise<HeldClaim | undefined>;
  /** Releases a claim; no effect if there is none. */
  release(claim: Claim): Promise<void>;
  /** Removes the claim of a dead owner; returns whether this call did it. */
  reclaim(claim: string, nonce: string): Promise<boolean>;
  /** Removes the leftovers of processes that were killed during a release: empty directories of free names. */
  tidy(): Promise<void>;
  /** The file of a claim. */
  fileOf(claim: Claim): string;
}

/** Creates the nonce of a future claim. */
export function newNonce(): string {
  return randomName();
}

/** Opens the claims in `dir`, which is created with the first claim. */
export function openClaimStore(dir: string): ClaimStore {
  const folders: Folders = {held: join(dir, 'held'), making: join(dir, 'new'), grave: join(dir, 'grave')};
  let swept: Promise<void> | undefined;

  const fileOf = ({claim, nonce}: Claim): string => join(folders.held, checked(claim), nonce);

  async function holder(claim: string): Promise<HeldClaim | undefined> {
    const [nonce] = (await ifExists(readdir(join(folders.held, checked(claim))))) ?? [];
    if (nonce === undefined) return undefined;
    const text = await ifExists(readFile(fileOf({claim, nonce}), 'utf8'));
    // Gone between the two checks: now it is free, or held by another owner.
    if (text === undefined) return await holder(claim);
    const owner = readOwner(text);
    return {claim, nonce, ...(owner && {owner})};
  }

  return {
    fileOf,
    holder,
    names: async () => new Set(await ifExists(readdir(folders.held))),
    async tryClaim(claim, owner, nonce = newNonce()) {
      await (swept ??= sweep(folders));
      const target = join(folders.held, checked(claim));
      for (;;) {
        const taken = await holder(claim);
        if (taken) {
          await rm(join(folders.making, nonce), {recursive: true, force: true});
          return {holder: taken};
        }
        if (await place(folders, {nonce, owner, target})) return {claimed: {claim, nonce}};
      }
    },
    async release(claim) {
      await succeeds(unlink(fileOf(claim)), ['ENOENT']);
      await succeeds(rmdir(join(folders.held, claim.claim)), ['ENOENT', ...NOT_EMPTY]);
    },
    async tidy() {
      for (const name of (await ifExists(readdir(folders.held))) ?? []) {
        await succeeds(rmdir(join(folders.held, name)), ['ENOENT', ...NOT_EMPTY]);
      }
    },
    async reclaim(claim, nonce) {
      await makePrivateDirectory(folders.grave);
      const won = await succeeds(rename(fileOf({claim, nonce}), join(folders.grave, nonce)), ['ENOENT']);
      if (won) await rm(join(folders.grave, nonce), {recursive: true, force: true});
      return won;
    },
  };
}

interface Folders {
  readonly held: string;
  readonly making: string;
  readonly grave: string;
}

/** The errors of rename(2) and rmdir(2) for a directory that is not empty; POSIX allows both. */
const NOT_EMPTY = ['ENOTEMPTY', 'EEXIST'];

/**
 * Completes the claim and moves it into place; `false` if another process was faster, or a sweeper removed it as a leftover.
 */
async function place(
  {held, making}: Folders,
  {nonce, owner, target}: {nonce: string; owner: Owner; target: string},
): Promise<boolean> {
  await makePrivateDirectory(held);
  await makePrivateDirectory(join(making, nonce));
  const text = JSON.stringify(owner);
  const isWritten = await succeeds(writeFile(join(making, nonce, nonce), text, {mode: PRIVATE_FILE}), [
    'ENOENT',
  ]);
  return isWritten && (await succeeds(rename(join(making, nonce), target), ['ENOENT', ...NOT_EMPTY]));
}

/** The minimum age of a leftover: much longer than its creator would need to continue. */
const LEFTOVER_MS = 60_000;

/**
 * Deletes what claimers and reclaimers that died half-way left. Claims in the making first go to the grave as a whole:
 * were only their file deleted, a claimer that had merely been slow would rename an empty directory, and hold nothing.
 */
async function sweep({making, grave}: Folders): Promise<void> {
  await makePrivateDirectory(grave);
  for (const nonce of (await ifExists(readdir(making))) ?? []) {
    const age = Date.now() - ((await ifExists(stat(join(making, nonce))))?.mtimeMs ?? Infinity);
    if (age < LEFTOVER_MS) continue;
    await succeeds(rename(join(making, nonce), join(grave, nonce)), ['ENOENT', ...NOT_EMPTY]);
  }
  for (const nonce of await readdir(grave)) await rm(join(grave, nonce), {recursive: true, force: true});
}

/** Names come from bottle itself, never unchecked from a file. */
function checked(claim: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(claim))
    throw new Error(`\`${claim}\` cannot be the name of a claim`);
  return claim;
}

function readOwner(text: string): Owner | undefined {
  try {
    return parseOwner(JSON.parse(text));
  } catch {
    return undefined;
  }
}
