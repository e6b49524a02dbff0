import type {Duplex} from 'node:stream';
import {frameOf, type FramePart} from './forker-frame.ts';

/** A connection to a forker. For the protocol, see forker-program.ts. */
export interface ForkerConnection {
  /** @param isAlone whether no other command is in progress */
  send(request: readonly FramePart[], isAlone: boolean): void;
}

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
