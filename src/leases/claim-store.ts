import {readdir, readFile, rename, rm, rmdir, stat, unlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {ifExists, succeeds} from '../processes/expected-error.ts';
import {parseOwner, type Owner} from '../state/owner.ts';
import {randomName} from '../vocabulary/random-name.ts';
import {makePrivateDirectory} from '../processes/make-directory.ts';
import {PRIVATE_FILE} from '../state/state-directory.ts';

/** A claim on a name. The nonce distinguishes it from all past and future claims on the same name. */
export interface Claim {
  /** The claimed name: `127.0.0.16`. */
  readonly claim: string;
  readonly nonce: string;
}

/** A claim and its owner. */
export interface HeldClaim extends Claim {
  /** Missing if the file is invalid. A claim is complete before it becomes visible, so this means that the machine crashed. */
  readonly owner?: Owner;
}

/**
 * Lock-free exclusive claims on names, safe across processes that may crash at any point.
 *
 *     held/NAME/NONCE    the claim on NAME; the file contains the owner as JSON
 *     new/NONCE/NONCE    an incomplete claim
 *     grave/NONCE        a reclaimed claim, to be deleted
 *
 * - To claim, `new/NONCE` is completed and renamed to `held/NAME`. A directory can only be renamed onto an empty or missing directory
 *   (rename(2)), so one claimer wins, and no process sees a partial claim.
 * - To release, `held/NAME/NONCE` is deleted. The name is then free. Removing the empty directory is only cleanup.
 * - To reclaim a dead owner's claim, `held/NAME/NONCE` is renamed into `grave/`, so exactly one reclaimer wins.
 *
 * Rejected: one file with a fixed name per claim, created with O_EXCL. A reclaimer may be paused after it has read the dead owner.
 * Meanwhile a second process removes the claim, and a third claims the name again. The first then deletes a live claim (the ABA
 * problem), because no check can close the gap between reading and deleting. Here the path identifies the claim, so a late reclaimer
 * finds nothing. Hard links (link(2) of a complete file to a fixed name) have the same gap. flock(2) does not, but Node cannot call
 * it, and its lock ends with the process, although something may still be bound to the address.
 */
export interface ClaimStore {
  /**
   * Claims the name `claim` for `owner`, unless it is held. The caller can pass a `nonce` from {@link newNonce} to record it before
   * the claim exists.
   */
  tryClaim(
    claim: string,
    owner: Owner,
    nonce?: string,
  ): Promise<{readonly claimed: Claim} | {readonly holder: HeldClaim}>;
  /** The names that are claimed or were claimed a moment ago. */
  names(): Promise<ReadonlySet<string>>;
  /** The owner of `claim`; `undefined` if it is free. */
  holder(claim: string): Promise<HeldClaim | undefined>;
  /** Releases a claim. Has no effect if the claim does not exist. */
  release(claim: Claim): Promise<void>;
  /** Removes the claim of a dead owner. Returns whether this call removed it. */
  reclaim(claim: string, nonce: string): Promise<boolean>;
  /** Removes empty directories of free names, left by processes that were killed during a release. */
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
    // The claim was released between the two reads. The name is now free or has another owner.
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

/** The errors of rename(2) and rmdir(2) for a non-empty directory. POSIX allows both. */
const NOT_EMPTY = ['ENOTEMPTY', 'EEXIST'];

/** Writes the claim and moves it into place. Returns `false` if another process was faster, or if a sweep removed it as a leftover. */
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

/** The minimum age of a leftover, much longer than a live creator needs to finish. */
const LEFTOVER_MS = 60_000;

/**
 * Deletes the leftovers of claimers and reclaimers that died before they finished. Incomplete claims are first moved to `grave/` as a
 * whole. If only their file were deleted, a claimer that was merely slow would rename an empty directory into place and hold nothing.
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

/** A safeguard: names are created or validated by bottle, never read from a file without a check. */
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
