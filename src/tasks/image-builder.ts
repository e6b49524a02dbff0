import {readFile} from 'node:fs/promises';
import {hostProblem} from '../channels/host-problem.ts';
import {packBuildContext, type BuildContext} from '../docker/build-context.ts';
import {buildImage, type BuildListener} from '../docker/build-image.ts';
import {buildWithBuildx, hasBuildx} from '../docker/build-with-buildx.ts';
import type {Engine} from '../docker/docker.ts';
import {findImage} from '../docker/find-image.ts';
import {isImageId} from '../docker/image-name.ts';
import {needsBuildKit} from '../docker/needs-buildkit.ts';
import type {BuildSpec} from './image-build.ts';

/**
 * Builds an image and returns its id: with BuildKit if this machine has `docker buildx`, else with the engine's classic
 * builder. Rejects with the reason in one line, or with the signal's reason.
 */
export async function runBuilder(
  engine: Engine,
  spec: BuildSpec & {readonly tag: string},
  seen: BuildContext,
  listener: BuildListener,
): Promise<string> {
  const text = await readFile(seen.dockerfile, 'utf8').catch((error: unknown) => {
    throw hostProblem(error, seen.dockerfile) ?? error;
  });
  if (await hasBuildx(engine)) {
    const {folder, dockerfile} = seen;
    return await withNamedImages(
      engine,
      spec.args,
      listener.signal,
      async args => await buildWithBuildx(engine, {...spec, folder, dockerfile, args}, listener),
    );
  }
  const feature = needsBuildKit(text);
  if (feature !== undefined)
    throw new Error(`its Dockerfile uses ${feature}, which needs BuildKit; ${ADVICE}`);
  const {archive: context, dockerfile} = await packBuildContext(seen);
  return await buildImage(engine, {...spec, context, dockerfile}, listener);
}

const ADVICE = 'install the command `docker` with its plugin buildx';

/** BuildKit finds images of the engine by their names only, so each id among the arguments gets one for the build. */
async function withNamedImages(
  engine: Engine,
  args: BuildSpec['args'],
  signal: AbortSignal,
  build: (args: BuildSpec['args']) => Promise<string>,
): Promise<string> {
  const ids = [...new Set(Object.values(args).filter(isImageId))];
  const named = Object.fromEntries(
    Object.entries(args).map(([name, value]) => [name, isImageId(value) ? nameOf(value) : value]),
  );
  const attempt = async (): Promise<string> => {
    for (const id of ids) await engine.api.getImage(id).tag({repo: REPOSITORY, tag: tagOf(id)});
    return await build(named);
  };
  try {
    return await attempt().catch(async (error: unknown) => {
      // A build of another launch that has just ended may have taken the name away.
      const found = await Promise.all(ids.map(async id => await findImage(engine, nameOf(id), signal)));
      if (!found.includes(undefined)) throw error;
      return await attempt();
    });
  } finally {
    // What another build has removed is gone already.
    await Promise.allSettled(
      ids.map(async id => {
        await engine.api.getImage(nameOf(id)).remove({noprune: true});
      }),
    );
  }
}

const REPOSITORY = 'bottle-base';

function tagOf(id: string): string {
  return id.replace('sha256:', '').slice(0, 32);
}

function nameOf(id: string): string {
  return `${REPOSITORY}:${tagOf(id)}`;
}
