import {raceAbort} from '../processes/race-abort.ts';
import type {Engine} from './docker.ts';
import {findImage} from './find-image.ts';
import {isImageId} from './image-name.ts';
import {pullImage, type PullOptions} from './pull-image.ts';
import {registryOf} from './registry-login.ts';

/**
 * Pulls an image before it is needed, by its digest. It is not tagged with its name, since a running task may build an
 * image with that name.
 *
 * @returns the name with the digest, `redis@sha256:…`; `undefined` if the engine already has an image with that name
 */
export async function pullAhead(
  engine: Engine,
  ref: string,
  options: PullOptions,
): Promise<string | undefined> {
  const {signal} = options;
  if (isImageId(ref) || (await findImage(engine, ref, signal))) return undefined;
  const name = await byDigest(engine, ref, signal);
  await pullImage(engine, name, options);
  return name;
}

/** Resolves the digest at the registry, through the engine. */
async function byDigest({api, login}: Engine, ref: string, signal: AbortSignal): Promise<string> {
  const [, repository = ref, digest] = /^(.*?)(?::[^:/@]+)?(@.*)?$/s.exec(ref) ?? [];
  if (digest !== undefined) return ref;
  const authconfig = await login(registryOf(ref));
  const asked = api
    .getImage(ref)
    .distribution(authconfig && {authconfig: {username: '', password: '', ...authconfig}});
  return `${repository}@${(await raceAbort(asked, signal)).Descriptor.digest}`;
}
