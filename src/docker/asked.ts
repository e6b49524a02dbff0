import type {PlaceContext} from '../places/place-context.ts';
import {createObject} from './create-object.ts';
import {dockerError} from './engine-problem.ts';

/** Asks the engine for something that must have come to its end when this ends, whatever the signal says. */
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
