import {firstBytes} from '../../processes/first-bytes.ts';
import type {TaskOutput} from '../../places/place-context.ts';

/** Captures the first 1 MiB of a command's standard output, which is also passed on to the task's output. */
export function captured() {
  const kept = firstBytes();
  return {
    /** Wraps `output` so that standard output is also captured. */
    tee: (output: TaskOutput): TaskOutput => ({
      ...output,
      write(stream, chunk) {
        if (stream === 'stdout') kept.add(chunk);
        return output.write(stream, chunk);
      },
    }),
    /** The captured string without trailing line breaks, like a shell's `$( )`. */
    text: (): string => kept.text().replace(/[\r\n]+$/, ''),
  };
}
