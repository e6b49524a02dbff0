import type {ArtifactLock, Builder} from './artifact-lock.ts';
import {artifactKey, generatedFiles, type Fingerprint, type Work} from './fingerprint.ts';
import type {FingerprintStore, Success} from './fingerprint-store.ts';
import {checkFreshness, type Freshness} from './check-freshness.ts';

/** What building artifacts once needs of the world. */
export interface Artifacts {
  readonly lock: ArtifactLock;
  readonly store: FingerprintStore;
  /** Whether a text holds a secret; outputs that do are not written to disk, and their task is never skipped. */
  readonly isSecret: (text: string) => boolean;
}

/** What came of it: `unchanged` says why nothing had to be done. */
export interface Built {
  readonly outputs: Readonly<Record<string, string>>;
  readonly unchanged?: string;
}

/** Is told why it is needed, and returns the outputs. */
type Build = (because: string) => Promise<Built['outputs']>;

/**
 * Does `work` by calling `build`, unless its last success still stands; launches that need the same artifact at once queue
 * for it, and all but the first find it built. `build` is told why it is needed ("sources changed: src/a.ts and 2 more"),
 * gives the outputs, and rejects when it fails, which is never remembered as a success.
 *
 * Rejects with the signal's reason when that fires while it waits or looks.
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

/** Builds from what was looked up: if one of its bases is another afterwards, nobody knows which one was used. */
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
    // What was not there before has come with the build.
    if (replaced === undefined) return {outputs, from: {...from, bases: now}};
    if (count === MAX_BUILDS)
      throw new Error(`\`${replaced}\`, which it starts from, was replaced during each of ${count} builds`);
    reason = `\`${replaced}\` was replaced during the build`;
    bases = now;
  }
}

/** From now on the last success does not count; it is kept to tell what has changed since. */
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
