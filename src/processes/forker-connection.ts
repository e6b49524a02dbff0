import type {Duplex} from 'node:stream';

/** A connection to a forker. For the protocol, see forker-program.ts. */
export interface ForkerConnection {
  /** @param isAlone whether no other command is in progress */
  send(request: readonly FramePart[], isAlone: boolean): void;
}

/** A string, or a list of strings, which is sent as one string. */
export type FramePart = string | readonly string[];

/** @param onAnswer called with the words of each answer */
export function connectForker(
  control: Duplex,
  onAnswer: (words: readonly string[]) => void,
): ForkerConnection {
  let held = '';
  control.setEncoding('latin1');
  control.on('data', (text: string) => {
    const lines = (held + text).split('\n');
    held = lines.pop() ?? '';
    for (const line of lines) onAnswer(line.split(' '));
  });
  let frames = '';
  const sendAll = (): void => {
    control.write(frames, 'latin1');
    frames = '';
  };
  return {
    send(request, isAlone) {
      const isFirst = frames === '';
      frames += frameOf(request);
      if (!isFirst) return;
      // A single request is sent immediately, so the forker handles it during the rest of this turn of the event loop. Otherwise all
      // requests of a turn are sent in one write.
      if (isAlone) sendAll();
      else setImmediate(sendAll);
    },
  };
}

/**
 * Encodes a frame: its length as 32 bits, then each string after its own length. A list has the same form. The frame is a string with
 * a character for each byte, which takes half the time of a buffer.
 */
export function frameOf(parts: readonly FramePart[]): string {
  let frame = '';
  for (const part of parts) frame += typeof part === 'string' ? sized(bytesOf(part)) : frameOf(part);
  return sized(frame);
}

function bytesOf(text: string): string {
  return isAscii(text) ? text : Buffer.from(text).toString('latin1');
}

function sized(bytes: string): string {
  return lengthText(bytes.length) + bytes;
}

function isAscii(text: string): boolean {
  return !NOT_ASCII.test(text);
}

// Matches characters that take more than one byte in UTF-8.
const NOT_ASCII = /[^\0-\x7f]/;

/** A number as 32 bits. Most lengths are small, so their encodings are cached. */
function lengthText(length: number): string {
  return length < 256 ? (lengthTexts[length] ??= bitsOf(length)) : bitsOf(length);
}

const lengthTexts: string[] = [];

function bitsOf(length: number): string {
  return String.fromCharCode(length >>> 24, (length >>> 16) & 255, (length >>> 8) & 255, length & 255);
}
