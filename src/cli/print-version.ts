import {writeSync} from 'node:fs';
import manifest from '../../package.json' with {type: 'json'};

/**
 * Handles `bottle --version` without loading the streams and scripts of other calls, which takes 15 ms.
 *
 * @returns whether the version was printed. Other calls, and outputs that are closed, full or busy, are left to `main`
 */
export function printVersion(argv: readonly string[]): boolean {
  const [first, ...others] = argv;
  if (first !== '--version' || others.length > 0) return false;
  try {
    // The text is small enough for an atomic write to a pipe.
    writeSync(1, `${manifest.version}\n`);
    return true;
  } catch {
    return false;
  }
}
