import type {PlaceContext} from '../places/place-context.ts';
import {codeOf} from '../vocabulary/caught-error.ts';
import {engineReason} from './engine-problem.ts';
import type {LostConnection} from './lost-connection.ts';

/**
 * Sends a request to an engine on another machine, and repeats it once the engine responds again if the connection was
 * lost before the response. The engine may have executed the first request, so the request must tolerate its own
 * result.
 *
 * @param request called with whether it may already have been executed
 */
export async function overLoss<T>(
  lost: LostConnection | undefined,
  context: PlaceContext,
  request: (isRepeated: boolean) => Promise<T>,
): Promise<T> {
  const isOver = (): boolean => context.signal.aborted;
  try {
    return await request(false);
  } catch (error) {
    if (!lost || isOver() || !isDropped(error)) throw error;
    if ((await lost.wait(engineReason(error))) !== undefined || isOver()) throw error;
    return await request(true);
  }
}

/** Whether the connection failed, as opposed to an error response or an invalid request. */
function isDropped(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && !code.startsWith('ERR_');
}
