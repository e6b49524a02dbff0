import type {PlaceContext} from '../places/place-context.ts';
import {codeOf} from '../vocabulary/caught-error.ts';
import {engineReason} from './engine-problem.ts';
import type {LostConnection} from './lost-connection.ts';

/**
 * Sends a request that an engine on another machine may have carried out although the connection was lost before its response: once more
 * when the engine responds again. The request has to cope with its own result.
 *
 * @param request called with whether it may have been carried out already
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

/** An error of the connection, neither a response nor a wrong request. */
function isDropped(error: unknown): boolean {
  const code = codeOf(error);
  return code !== undefined && !code.startsWith('ERR_');
}
