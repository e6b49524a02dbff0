import type {PlaceContext} from '../places/place-context.ts';
import {createObject} from './create-object.ts';
import {dockerError} from './engine-problem.ts';

/** Sends a request that must not be left half done: if the signal fires, the engine still gets five seconds to complete it. */
export async function asked<T>(
  doing: string,
  {task, signal, services}: PlaceContext,
  request: () => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  try {
    return await createObject(request(), {signal, clock: services.clock});
  } catch (error) {
    throw dockerError(error, {task, doing, signal});
  }
}
