import type {TaskOutput} from './kind.ts';

/** How much of a command's standard output becomes its `stdout` output; what comes after that is in its log only. */
const MAX_BYTES = 1024 * 1024;

/** Keeps what a command writes to its standard output, on its way to the task's output. */
export function captured() {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  return {
    /** `output`, with its standard output kept here as well. */
    tee: (output: TaskOutput): TaskOutput => ({
      ...output,
      write(stream, chunk) {
        if (stream === 'stdout' && bytes < MAX_BYTES) chunks.push(chunk);
        if (stream === 'stdout') bytes += chunk.length;
        output.write(stream, chunk);
      },
    }),
    /** The text so far, without the line breaks at its end, as a shell's `$( )` has it. */
    text: (): string =>
      Buffer.concat(chunks)
        .subarray(0, MAX_BYTES)
        .toString('utf8')
        .replace(/[\r\n]+$/, ''),
  };
}
