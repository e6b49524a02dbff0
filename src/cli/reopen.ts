import {constants, openSync} from 'node:fs';

/**
 * Opens a terminal or pipe of this process again, for writing in non-blocking mode, since the flags of a descriptor are shared with all
 * processes that inherit it.
 *
 * @returns `undefined` if that is not possible
 */
export function reopen(path: string): number | undefined {
  try {
    return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  } catch {
    return undefined;
  }
}
