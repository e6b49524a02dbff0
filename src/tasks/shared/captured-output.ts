import {firstBytes} from '../../processes/first-bytes.ts';
import type {TaskOutput} from '../../places/place-context.ts';

/** Keeps the standard output of a command while it is passed on to the task's output; output after the first 1 MiB is only in the log. */
export function captured() {
  const kept = firstBytes();
  return {
    /** `output`, with its standard output kept here as well. */
    tee: (output: TaskOutput): TaskOutput => ({
      ...output,
      write(stream, chunk) {
        if (stream === 'stdout') kept.add(chunk);
        return output.write(stream, chunk);
      },
    }),
    /** The string so far, without trailing line breaks, as in a shell's `$( )`. */
    text: (): string => kept.text().replace(/[\r\n]+$/, ''),
  };
}
