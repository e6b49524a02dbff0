import {accessSync, constants} from 'node:fs';
import {delimiter, join} from 'node:path';

/** Where a program is on the search path; a path with a slash is not searched for. */
export async function findProgram(name: string, path = ''): Promise<string | undefined> {
  if (name.includes('/')) return isExecutable(name) ? name : undefined;
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const file = join(folder, name);
    if (isExecutable(file)) return file;
  }
  return undefined;
}

/** Synchronously: it takes microseconds, and a path has a dozen folders. */
function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
