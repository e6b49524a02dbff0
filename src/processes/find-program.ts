import {accessSync, constants, statSync} from 'node:fs';
import {delimiter, join} from 'node:path';

/** Finds a program on the search path. A name with a slash is a path already, and is not searched for. */
export function findProgram(name: string, path = ''): string | undefined {
  if (name.includes('/')) return isExecutable(name) ? name : undefined;
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const file = join(folder, name);
    if (isExecutable(file)) return file;
  }
  return undefined;
}

/** Synchronous, because it takes microseconds and a search path has about a dozen folders. */
function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    // Folders are executable too.
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
