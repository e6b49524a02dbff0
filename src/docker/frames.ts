import type {Backpressure} from '../processes/backpressure.ts';

/** Called with each piece of stdout and stderr of a container without a terminal. */
export type OnPiece = (stream: 'stdout' | 'stderr', piece: Uint8Array) => Backpressure;

/**
 * Splits the stream in which the engine sends a container's output. Each frame has a header, whose first byte is the
 * stream and whose last four are the length, followed by that many bytes
 * (https://docs.docker.com/reference/api/engine/version/v1.41/, "Attach to a container", "Stream format").
 *
 * @returns a function that takes the next chunk, which may end in the middle of a frame
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
