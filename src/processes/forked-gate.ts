import {closeSync, constants, openSync, writeSync} from 'node:fs';
import type {ForkedChild} from './forked-child.ts';

/** The gate of a forker's child. */
export interface ForkedGate {
  /** Starts the command. */
  open(): void;
  /** Ends the child. */
  close(): void;
}

/** The gate of a child that bottle opens itself, if possible, instead of sending a request to the forker. */
export function ownGate(child: ForkedChild): ForkedGate {
  let opener = openerOf(child);
  const letGo = (): void => {
    if (opener !== undefined) closeSync(opener);
    opener = undefined;
  };
  // If the forker is lost, the child must end, since its exit code would be unknown.
  void child.ended.then(letGo);
  return {
    open() {
      if (opener === undefined || !writeTo(opener)) child.go();
      // The child reads what was written before the forker closes the gate.
      else child.cancel();
      letGo();
    },
    close() {
      letGo();
      child.cancel();
    },
  };
}

/** Opens the pipe of a gate for writing; `undefined` if that fails, so the forker has to open the gate. */
function openerOf({gatePath}: ForkedChild): number | undefined {
  if (gatePath === undefined) return undefined;
  try {
    return openSync(gatePath, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}

/** Writes to a gate. Returns whether that succeeded; it fails if the child has been killed. */
function writeTo(opener: number): boolean {
  try {
    return writeSync(opener, 'g') > 0;
  } catch {
    return false;
  }
}
