import type {ImageInspectInfo} from 'dockerode';
import type {Engine} from './docker.ts';
import {statusOf} from './engine-problem.ts';
import {raceAbort} from '../processes/race-abort.ts';

/** The image with a reference or id; `undefined` if the engine does not have it. */
export async function findImage(
  {api}: Engine,
  ref: string,
  signal: AbortSignal,
): Promise<ImageInspectInfo | undefined> {
  try {
    return await raceAbort(api.getImage(ref).inspect(), signal);
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

/** The id of an image. Rejects if the engine does not have it. */
export async function imageId(engine: Engine, ref: string, signal: AbortSignal): Promise<string> {
  const found = await findImage(engine, ref, signal);
  if (!found) throw new Error(`the engine has no image \`${ref}\``);
  return found.Id;
}
