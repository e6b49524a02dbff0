import type {PulledAhead} from '../places/image-request.ts';
import type {AheadContext, PlaceContext} from '../places/place-context.ts';
import {raceAbort} from '../processes/race-abort.ts';
import type {Engine} from './docker.ts';
import {findImage} from './find-image.ts';
import {nameImage} from './image-name.ts';
import {pullAhead} from './pull-ahead.ts';

/** Pulls an image that a task will need, if the engine does not have it. @returns the name that it was pulled by */
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

/** Gives the image that was pulled ahead its name. @returns whether there is one, and the engine still has it */
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
