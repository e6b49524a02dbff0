import {ownTerminal} from '../../../processes/own-terminal.ts';

/** Calls `onKey` for each key pressed on the terminal until `signal` fires, then restores the terminal. */
export function readKeys(onKey: (key: string) => void, signal: AbortSignal): void {
  const onData = (piece: Buffer): void => {
    for (const key of piece.toString('utf8')) onKey(key);
  };
  ownTerminal().readInput({onData, onEnd: () => undefined}, signal);
}
