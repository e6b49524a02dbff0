import type {ArtifactLock, Builder} from './artifact-lock.ts';
import {artifactKey, generatedFiles, type Fingerprint, type Work} from './fingerprint.ts';
import type {FingerprintStore, Success} from './fingerprint-store.ts';
import {checkFreshness, type Freshness} from './check-freshness.ts';
import type {KnownHashes} from './known-hashes.ts';

/** Dependencies for building artifacts only once. */
export interface Artifacts {
  readonly lock: ArtifactLock;
  readonly store: FingerprintStore;
  readonly known?: KnownHashes;
  /** Whether a string contains a secret. Outputs with secrets are not written to disk, so their task is never skipped. */
  readonly isSecret: (text: string) => boolean;
}

/** The result of a build. If nothing was done, `unchanged` is the reason. */
export interface Built {
  readonly outputs: Readonly<Record<string, string>>;
  readonly unchanged?: string;
}

/** Builds for the given reason ("sources changed: src/a.ts and 2 more") and returns the outputs. Rejects if the build fails. */
type Build = (because: string) => Promise<Built['outputs']>;

/**
 * Calls `build` unless the last success of `work` is still valid. Concurrent runs that need the same artifact wait for each other, so
 * only the first builds it. A failed build is not stored.
 *
 * Rejects with the signal's reason if it fires during the wait or a check.
 */
export async function buildOnce(
  work: Work,
  artifacts: Artifacts,
  builder: Builder,
  build: Build,
): Promise<Built> {
  const {lock, store, known} = artifacts;
  const key = artifactKey(work);
  const look = async () => await checkFreshness(work, await store.read(key), {signal: builder.signal, known});

  // Check before waiting for the lock, since there is often nothing to do.
  const early = await look();
  if (early.unchanged) return {outputs: early.outputs, unchanged: 'sources unchanged'};

  const claim = await lock.acquire(key, builder);
  try {
    const now = await look();
    if (now.unchanged) return {outputs: now.outputs, unchanged: 'built by another run in the meantime'};
    await supersede(store, key);
    const {outputs, from} = await buildFromLookedUp(work, now, build);
    await store.write(key, await successOf(work, from, outputs, artifacts));
    return {outputs};
  } finally {
    await claim.release();
  }
}

/** The maximum number of builds if a base image is replaced during each of them. */
const MAX_BUILDS = 3;

/** Builds, and builds again if a base image has changed during the build, since it is unknown which version was used. */
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
    // Bases that did not exist before were pulled by the build.
    if (replaced === undefined) return {outputs, from: {...from, bases: now}};
    if (count === MAX_BUILDS)
      throw new Error(`base image \`${replaced}\` was replaced during each of ${count} builds`);
    reason = `base image \`${replaced}\` was replaced during the build`;
    bases = now;
  }
}

/** Invalidates the last success, but keeps it for finding out what has changed. */
export async function supersede(store: FingerprintStore, key: string): Promise<void> {
  const last = await store.read(key);
  if (last) await store.write(key, {...last, superseded: true});
}

async function successOf(
  work: Work,
  from: Fingerprint,
  outputs: Built['outputs'],
  {isSecret, known}: Artifacts,
): Promise<Success> {
  const hasSecret = Object.values(outputs).some(isSecret);
  const generated = await generatedFiles(work, {known});
  return {
    version: 2,
    from,
    generated,
    outputs: hasSecret ? null : outputs,
    superseded: false,
  };
}
