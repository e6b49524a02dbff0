import type {Backpressure} from '../processes/backpressure.ts';

/** The output of a container without a terminal: alternating pieces of stdout and stderr. */
export type OnPiece = (stream: 'stdout' | 'stderr', piece: Uint8Array) => Backpressure;

/**
 * Takes apart the stream in which the engine sends a container's output: frames of a header, whose first byte is the
 * stream and whose last four are the length, and as many bytes
 * (https://docs.docker.com/reference/api/engine/version/v1.41/, "Attach to a container", "Stream format").
 *
 * @returns the function that takes the next bytes, wherever they were cut
 */
export function frameSplitter(onPiece: OnPiece): (chunk: Uint8Array) => Backpressure {
  let rest: Buffer = Buffer.alloc(0);
  return chunk => {
    let wanted: Backpressure;
    rest = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    while (rest.length >= HEADER) {
      const end = HEADER + rest.readUInt32BE(4);
      if (rest.length < end) break;
      wanted = onPiece(rest[0] === STDERR ? 'stderr' : 'stdout', rest.subarray(HEADER, end));
      rest = rest.subarray(end);
    }
    return wanted;
  };
}

const HEADER = 8;
const STDERR = 2;
