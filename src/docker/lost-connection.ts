import type {PlaceContext} from '../places/place-context.ts';
import type {EnginePlace} from './engine-place.ts';

/** Waits for an engine that does not answer, for one container. */
export interface LostConnection {
  /** @returns why the wait was given up; `undefined` once the engine responds */
  wait(why: string): Promise<string | undefined>;
}

/**
 * Reports that the connection to an engine on another machine was lost, and that it is back, each once for the task; `undefined` for an
 * engine of this machine, which is not waited for.
 */
export function lostConnection(
  {name, engine: {link}}: EnginePlace,
  context: PlaceContext,
): LostConnection | undefined {
  if (!link) return undefined;
  let waiting: Promise<string | undefined> | undefined;
  const wait = async (why: string): Promise<string | undefined> => {
    if (!context.isBeingStopped())
      context.warn(`the connection to \`${name}\` was lost (${why}); connecting again`);
    const gone = await link.restored();
    if (gone === undefined && !context.isBeingStopped()) context.warn(`\`${name}\` responds again`);
    return gone;
  };
  return {
    wait: async why =>
      await (waiting ??= wait(why).finally(() => {
        waiting = undefined;
      })),
  };
}
