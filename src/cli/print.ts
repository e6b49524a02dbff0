import {hasCode} from '../vocabulary/caught-error.ts';
import type {Output} from './output.ts';
import {endOnLoss} from './lost-output.ts';

/**
 * Writes text. Settles when the text is written, or when the reader is gone (`| head`). If it cannot be written, the call ends with an
 * error.
 */
export async function print(text: string, output: Output): Promise<void> {
  await new Promise<void>(resolve => {
    output.onError(error => {
      // EIO: the terminal is gone.
      if (hasCode(error, 'EPIPE', 'EIO')) resolve();
      else endOnLoss(error);
    });
    output.write(text, resolve);
  });
}
