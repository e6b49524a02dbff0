/** The beginning of a stream of bytes: what a command wrote, as far as it is kept. */
export interface FirstBytes {
  add(piece: Uint8Array): void;
  text(): string;
}

/** Keeps the first 1 MiB of what is added. */
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
