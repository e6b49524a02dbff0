import type {PulledAhead} from '../places/image-request.ts';
import type {AheadContext, PlaceContext} from '../places/place-context.ts';
import {raceAbort} from '../processes/race-abort.ts';
import type {Engine} from './docker.ts';
import {findImage} from './find-image.ts';
import {nameImage} from './image-name.ts';
import {pullAhead} from './pull-ahead.ts';

/**
 * Pulls an image that a task will need. @returns the reference under which it was pulled; `undefined` if the engine
 * already has the image
 */
export async function pullImageAhead(
  engine: Engine,
  {ref, platform}: PulledAhead,
  {signal, report}: AheadContext,
): Promise<string | undefined> {
  signal.throwIfAborted();
  return await pullAhead(engine, ref, {
    ...(platform !== undefined && {platform}),
    signal,
    onLine: () => report(`pulling ${ref} ahead`),
    onProgress: progress => report(`pulling ${ref} ahead: ${progress}`),
  });
}

/** Tags the image that was pulled ahead with its name. @returns false if none was pulled, or the engine no longer has it */
export async function nameEarlyImage(
  engine: Engine,
  ref: string,
  {signal, ahead}: Pick<PlaceContext, 'signal' | 'ahead'>,
): Promise<boolean> {
  const early = await raceAbort(ahead(), signal);
  if (early === undefined || !(await findImage(engine, early, signal))) return false;
  if (early !== ref) await nameImage(engine, early, ref);
  return true;
}
