/** The beginning of a stream of bytes, such as the output of a command. */
export interface FirstBytes {
  add(piece: Uint8Array): void;
  text(): string;
}

/** Keeps the first 1 MiB and drops the rest. */
export function firstBytes(): FirstBytes {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  return {
    add(piece) {
      if (bytes < MAX_BYTES) pieces.push(piece);
      bytes += piece.length;
    },
    text: () => Buffer.concat(pieces).subarray(0, MAX_BYTES).toString('utf8'),
  };
}

const MAX_BYTES = 1024 * 1024;
