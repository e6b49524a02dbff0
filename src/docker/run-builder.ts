import {randomUUID} from 'node:crypto';
import {hostProblem} from '../channels/host-problem.ts';
import {dockerfileText, packBuildContext, type BuildContext} from './build-context.ts';
import {buildImage, type BuildListener} from './build-image.ts';
import {buildWithBuildx, hasBuildx} from './build-with-buildx.ts';
import type {Engine} from './docker.ts';
import {findImage} from './find-image.ts';
import {isImageId, nameImage} from './image-name.ts';
import {keepsNamedOnly} from './keeps-named-only.ts';
import {needsBuildKit} from './needs-buildkit.ts';
import {explainOlderFrontend} from './older-frontend.ts';
import type {TaggedRequest} from './tagged-request.ts';
import type {BuildRequest} from '../places/image-request.ts';

/**
 * Builds an image and returns its id: with BuildKit if this machine has `docker buildx`, else with the engine's classic
 * builder. Rejects with the reason in one line, or with the signal's reason.
 */
export async function runBuilder(
  engine: Engine,
  {ownTag, ...spec}: TaggedRequest,
  seen: BuildContext,
  listener: BuildListener,
): Promise<string> {
  const text = await dockerfileText(seen.dockerfile).catch((error: unknown) => {
    const path = 'path' in seen.dockerfile ? seen.dockerfile.path : seen.folder;
    throw hostProblem(error, path) ?? error;
  });
  if (await hasBuildx(engine)) {
    const {folder, dockerfile} = seen;
    // Another launch may move the tag to another image.
    const names = {tag: spec.tag, ...((await keepsNamedOnly(engine)) && {ownTag})};
    return await withNamedImages(
      engine,
      spec.args,
      listener.signal,
      async args => await buildWithBuildx(engine, {...spec, ...names, folder, dockerfile, args}, listener),
    ).catch(async (error: unknown) => {
      throw await explainOlderFrontend(error, text, engine);
    });
  }
  const feature = needsBuildKit(text);
  if (feature !== undefined)
    throw new Error(`its Dockerfile uses ${feature}, which needs BuildKit; ${ADVICE}`);
  const {archive: context, dockerfile} = await packBuildContext(seen);
  return await buildImage(engine, {...spec, context, dockerfile}, listener);
}

const ADVICE = 'install the command `docker` with the buildx plugin';

/**
 * BuildKit finds images of the engine only by name, so each image id among the arguments is replaced by a name of the
 * image. If another launch moves such a name during the build, the build is repeated with temporary names.
 */
async function withNamedImages(
  engine: Engine,
  args: BuildRequest['args'],
  signal: AbortSignal,
  build: (args: BuildRequest['args']) => Promise<string>,
): Promise<string> {
  const ids = [...new Set(Object.values(args).filter(isImageId))];
  const attempt = async (names: Names): Promise<string> =>
    await build(mapValues(args, value => names.get(value) ?? value));
  const found = await Promise.all(ids.map(async id => [id, await nameOf(engine, id, signal)] as const));
  const known = new Map(found.filter((entry): entry is [string, string] => entry[1] !== undefined));
  if (known.size === ids.length) {
    const built = await settled(attempt(known));
    if (await areIntact(engine, known, signal)) return built();
  }
  const own = new Map(ids.map(id => [id, `${REPOSITORY}:${randomUUID()}`]));
  try {
    for (const [id, name] of own) await nameImage(engine, id, name);
    return await attempt(own);
  } finally {
    await Promise.allSettled(
      [...own.values()].map(async name => {
        await engine.api.getImage(name).remove({noprune: true});
      }),
    );
  }
}

/** Names by the id of the image. */
type Names = ReadonlyMap<string, string>;

const REPOSITORY = 'bottle-base';

async function nameOf(engine: Engine, id: string, signal: AbortSignal): Promise<string | undefined> {
  return (await findImage(engine, id, signal))?.RepoTags[0];
}

async function areIntact(engine: Engine, names: Names, signal: AbortSignal): Promise<boolean> {
  const now = await Promise.all(
    [...names].map(async ([id, name]) => (await findImage(engine, name, signal))?.Id === id),
  );
  return !now.includes(false);
}

/** The outcome of a promise, as a function that returns or throws it. */
async function settled<T>(work: Promise<T>): Promise<() => T> {
  return await work.then(
    value => () => value,
    (error: unknown) => () => {
      throw error;
    },
  );
}

function mapValues(
  record: Readonly<Record<string, string>>,
  change: (value: string) => string,
): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
