/** Splits a stream of bytes into lines. */
export interface MessageLines {
  /**
   * Takes the next bytes and returns the completed lines.
   * @throws LineTooLong
   */
  push(chunk: Buffer): readonly string[];
}

/** The line exceeds the maximum length of a message. */
export class LineTooLong extends Error {}

/** @param maxBytes the maximum length of a line, to bound memory */
export function messageLines(maxBytes: number): MessageLines {
  let held: Buffer[] = [];
  let heldBytes = 0;
  return {
    push(chunk) {
      const lines: string[] = [];
      let start = 0;
      for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
        hold(chunk.subarray(start, end));
        lines.push(Buffer.concat(held).toString('utf8'));
        [held, heldBytes] = [[], 0];
        start = end + 1;
      }
      hold(chunk.subarray(start));
      return lines;
    },
  };

  function hold(part: Buffer): void {
    heldBytes += part.length;
    if (heldBytes > maxBytes) throw new LineTooLong();
    held.push(part);
  }
}

const LINE_FEED = 0x0a;
