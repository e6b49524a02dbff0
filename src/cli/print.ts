import {isFull} from '../state/disk-reserve.ts';
import type {Output} from './output.ts';
import {endOnLoss} from './uncaught.ts';

/** Writes text. Settles when the text is written, or when the output was closed (`| head`). On a full disk, the call ends with an error. */
export async function print(text: string, output: Output): Promise<void> {
  await new Promise<void>(resolve => {
    output.onError(error => {
      if (isFull(error)) endOnLoss(error);
      else resolve();
    });
    output.write(text, resolve);
  });
}
