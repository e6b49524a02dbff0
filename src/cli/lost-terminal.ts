import {closeSync} from 'node:fs';
import {isatty} from 'node:tty';

/** The standard streams that are a terminal now. */
export function terminalStreams(): readonly number[] {
  return [0, 1, 2].filter(descriptor => isatty(descriptor));
}

/**
 * Closes the streams whose terminal has gone away: at its end Node restores the settings of each terminal that it still has, and
 * aborts (exit code 134) if that fails.
 */
export function closeLostTerminals(terminals: readonly number[]): void {
  for (const descriptor of terminals) if (!isatty(descriptor)) closeSync(descriptor);
}
