import type {PlaceContext} from '../places/place-context.ts';
import type {EnginePlace} from './engine-place.ts';

/** Waits for an unresponsive engine, on behalf of one container. */
export interface LostConnection {
  /** @returns `undefined` once the engine responds, or the reason if it does not */
  wait(why: string): Promise<string | undefined>;
  /** Reports that the output is read from the engine's log. Does nothing while the whole connection is lost, which is reported. */
  readOn(): void;
}

const READ_ON = 'the connection to its output was lost; the rest is read from the engine log';

/**
 * Waits for an engine on another machine to respond again. The loss and the recovery are each reported once for the
 * task. `undefined` for a local engine, which needs no waiting.
 */
export function lostConnection(
  {name, engine: {link}}: EnginePlace,
  context: PlaceContext,
): LostConnection | undefined {
  if (!link) return undefined;
  let waiting: Promise<string | undefined> | undefined;
  const wait = async (why: string): Promise<string | undefined> => {
    if (!context.isBeingStopped())
      context.warn(`the connection to \`${name}\` was lost (${why}); reconnecting`);
    const gone = await link.restored();
    if (gone === undefined && !context.isBeingStopped()) context.warn(`\`${name}\` responds again`);
    return gone;
  };
  return {
    wait: async why =>
      await (waiting ??= wait(why).finally(() => {
        waiting = undefined;
      })),
    readOn() {
      if (!waiting) context.warn(READ_ON);
    },
  };
}
