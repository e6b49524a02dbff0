import type {Socket} from 'node:net';

/** The connection to a forker, in the frames and lines of forker-program.ts. */
export interface ForkerConnection {
  send(request: readonly string[]): void;
}

/** @param onAnswer gets the words of each answer */
export function connectForker(
  control: Socket,
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
    send(request) {
      // All requests of one turn of the event loop are one write.
      if (frames === '') setImmediate(sendAll);
      frames += frameOf(request);
    },
  };
}

/** The length as 32 bits, then each string with its own; a character for each byte, which takes half the time of a buffer. */
export function frameOf(strings: readonly string[]): string {
  let frame = '';
  for (const text of strings) {
    const bytes = isAscii(text) ? text : Buffer.from(text).toString('latin1');
    frame += lengthText(bytes.length) + bytes;
  }
  return lengthText(frame.length) + frame;
}

function isAscii(text: string): boolean {
  return !NOT_ASCII.test(text);
}

// Every character that takes more than a byte.
const NOT_ASCII = /[^\0-\x7f]/;

/** A number as 32 bits; most are small, and made once. */
function lengthText(length: number): string {
  return length < 256 ? (lengthTexts[length] ??= bitsOf(length)) : bitsOf(length);
}

const lengthTexts: string[] = [];

function bitsOf(length: number): string {
  return String.fromCharCode(length >>> 24, (length >>> 16) & 255, (length >>> 8) & 255, length & 255);
}
