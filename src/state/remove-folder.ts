import {lstatSync, readdirSync, rmdirSync, rmSync, unlinkSync} from 'node:fs';
import {join} from 'node:path';

/**
 * Deletes a folder with everything in it, if it exists. Node's `rm` would load another module, stat each entry, and try to remove each
 * folder before its entries.
 */
export function removeFolder(path: string): void {
  try {
    // Not through a link, whose target is not ours.
    if (lstatSync(path).isSymbolicLink()) return unlinkSync(path);
    for (const entry of readdirSync(path, {withFileTypes: true})) {
      const inner = join(path, entry.name);
      if (entry.isDirectory()) removeFolder(inner);
      else unlinkSync(inner);
    }
    rmdirSync(path);
  } catch {
    // Another process is removing it too, or permissions are missing.
    rmSync(path, {recursive: true, force: true});
  }
}
