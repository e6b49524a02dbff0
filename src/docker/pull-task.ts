import type {ImageInspectInfo} from 'dockerode';
import type {PullRequest} from '../places/image-request.ts';
import type {PlaceContext} from '../places/place-context.ts';
import type {Engine} from './docker.ts';
import {findImage, imageId} from './find-image.ts';
import {nameEarlyImage} from './image-ahead.ts';
import {pullImage} from './pull-image.ts';

/** Pulls an image into the engine, and writes its messages to the task's output. Rejects with the engine's error. */
export async function pullTask(
  engine: Engine,
  {pull: ref, when, platform}: PullRequest,
  {
    signal,
    output,
    report,
    warn,
    ahead,
  }: Pick<PlaceContext, 'signal' | 'output' | 'report' | 'warn' | 'ahead'>,
): Promise<{readonly id: string; readonly unchanged?: string}> {
  const present = when === 'missing' ? await findImage(engine, ref, signal) : undefined;
  if (present && isFor(present, platform)) return {id: present.Id, unchanged: 'already present'};
  if (when === 'missing' && present === undefined && (await nameEarlyImage(engine, ref, {signal, ahead})))
    return {id: await imageId(engine, ref, signal)};
  if (engine.loginProblem !== undefined) warn(engine.loginProblem);
  report(`pulling ${ref}`);
  await pullImage(engine, ref, {
    ...(platform !== undefined && {platform}),
    signal,
    onLine: line => void output.write('stdout', Buffer.from(`${line}\n`)),
    onProgress: progress => report(`pulling ${ref}: ${progress}`),
  });
  return {id: await imageId(engine, ref, signal)};
}

/** `linux/arm64` matches an image for `linux/arm64/v8`. */
function isFor({Os, Architecture, Variant = ''}: ImageInspectInfo, platform: string | undefined): boolean {
  return platform === undefined || `${Os}/${Architecture}/${Variant}/`.startsWith(`${platform}/`);
}
