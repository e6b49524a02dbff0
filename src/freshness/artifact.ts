import type {ArtifactLock, Builder} from './artifact-lock.ts';
import {artifactKey, generatedFiles, type Fingerprint, type Work} from './fingerprint.ts';
import type {FingerprintStore, Success} from './fingerprint-store.ts';
import {checkFreshness, type Freshness} from './check-freshness.ts';

/** Dependencies for building artifacts only once. */
export interface Artifacts {
  readonly lock: ArtifactLock;
  readonly store: FingerprintStore;
  /** Whether a string contains a secret; outputs that do are not written to disk, and their task is never skipped. */
  readonly isSecret: (text: string) => boolean;
}

/** The result: `unchanged` is the reason why nothing was done. */
export interface Built {
  readonly outputs: Readonly<Record<string, string>>;
  readonly unchanged?: string;
}

/** Gets the reason for the build, and returns the outputs. */
type Build = (because: string) => Promise<Built['outputs']>;

/**
 * Does `work` by calling `build`, unless its last success is still valid; concurrent runs that need the same artifact queue
 * for it, and all but the first find it built. `build` gets the reason ("sources changed: src/a.ts and 2 more"), returns the
 * outputs, and rejects on a failure, which is never stored as a success.
 *
 * Rejects with the signal's reason if it fires while it waits or checks.
 */
export async function buildOnce(
  work: Work,
  {lock, store, isSecret}: Artifacts,
  builder: Builder,
  build: Build,
): Promise<Built> {
  const key = artifactKey(work);
  const look = async () => await checkFreshness(work, await store.read(key), builder.signal);

  // Launches that find nothing to do need not queue to find that out.
  const early = await look();
  if (early.unchanged) return {outputs: early.outputs, unchanged: 'sources unchanged'};

  const claim = await lock.acquire(key, builder);
  try {
    const now = await look();
    if (now.unchanged) return {outputs: now.outputs, unchanged: 'built by another run in the meantime'};
    await supersede(store, key);
    const {outputs, from} = await buildFromLookedUp(work, now, build);
    await store.write(key, await successOf(work, from, outputs, isSecret));
    return {outputs};
  } finally {
    await claim.release();
  }
}

/** How often work is built if what it starts from is replaced while it is. */
const MAX_BUILDS = 3;

/** Builds from the looked-up inputs: if a base image has changed afterwards, it is unknown which one was used. */
async function buildFromLookedUp(
  work: Work,
  {because, from}: Extract<Freshness, {unchanged: false}>,
  build: Build,
): Promise<{readonly outputs: Built['outputs']; readonly from: Fingerprint}> {
  let reason = because;
  let bases = from.bases;
  for (let count = 1; ; count += 1) {
    const outputs = await build(reason);
    const now = (await work.bases?.()) ?? {};
    const replaced = Object.keys(bases).find(name => now[name] !== bases[name]);
    // A base that did not exist before was pulled by the build.
    if (replaced === undefined) return {outputs, from: {...from, bases: now}};
    if (count === MAX_BUILDS)
      throw new Error(`\`${replaced}\`, which it starts from, was replaced during each of ${count} builds`);
    reason = `\`${replaced}\` was replaced during the build`;
    bases = now;
  }
}

/** From now on the last success is invalid; it is kept to determine what has changed since. */
export async function supersede(store: FingerprintStore, key: string): Promise<void> {
  const last = await store.read(key);
  if (last) await store.write(key, {...last, superseded: true});
}

async function successOf(
  work: Work,
  from: Fingerprint,
  outputs: Built['outputs'],
  isSecret: Artifacts['isSecret'],
): Promise<Success> {
  const hasSecret = Object.values(outputs).some(isSecret);
  const generated = await generatedFiles(work);
  return {
    version: 2,
    from,
    generated,
    outputs: hasSecret ? null : outputs,
    superseded: false,
  };
}
