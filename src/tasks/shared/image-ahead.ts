import {pullAhead} from '../../docker/pull-ahead.ts';
import type {Engine} from '../../docker/docker.ts';
import {findImage} from '../../docker/find-image.ts';
import {nameImage} from '../../docker/image-name.ts';
import {raceAbort} from '../../processes/race-abort.ts';
import type {AheadWork, UpContext} from '../kind.ts';

/** The pull of an image that a task will need, if the engine does not have it. */
export function imageAhead(ref: string, platform: string | undefined): AheadWork {
  return {
    summary: `pull ${ref}`,
    async run({task, signal, report, services}) {
      const engine = await services.docker.engine(task);
      signal.throwIfAborted();
      return await pullAhead(engine, ref, {
        ...(platform !== undefined && {platform}),
        signal,
        onLine: () => report(`pulling ${ref} ahead`),
        onProgress: progress => report(`pulling ${ref} ahead: ${progress}`),
      });
    },
  };
}

/** Gives the image that was pulled ahead its name. @returns whether there is one, and the engine still has it */
export async function nameEarlyImage(
  engine: Engine,
  ref: string,
  {signal, ahead}: Pick<UpContext, 'signal' | 'ahead'>,
): Promise<boolean> {
  const early = await raceAbort(ahead(), signal);
  if (early === undefined || !(await findImage(engine, early, signal))) return false;
  if (early !== ref) await nameImage(engine, early, ref);
  return true;
}
