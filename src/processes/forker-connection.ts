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
  let isCorked = false;
  return {
    send(request) {
      // All requests of one turn of the event loop are one write.
      if (!isCorked) {
        isCorked = true;
        control.cork();
        setImmediate(() => {
          isCorked = false;
          control.uncork();
        });
      }
      control.write(frameOf(request));
    },
  };
}

/** The length as 32 bits, then each string with its own. */
export function frameOf(strings: readonly string[]): Buffer {
  const parts = strings.map(each => Buffer.from(each));
  const frame = Buffer.allocUnsafe(parts.reduce((sum, {length}) => sum + 4 + length, 4));
  let at = frame.writeUInt32BE(frame.length - 4);
  for (const part of parts) {
    at = frame.writeUInt32BE(part.length, at);
    at += part.copy(frame, at);
  }
  return frame;
}
