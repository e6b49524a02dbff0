import {access, constants} from 'node:fs/promises';
import {delimiter, join} from 'node:path';

/** Where a program is on the search path; a path with a slash is not searched for. */
export async function findProgram(name: string, path = ''): Promise<string | undefined> {
  if (name.includes('/')) return (await isExecutable(name)) ? name : undefined;
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const file = join(folder, name);
    if (await isExecutable(file)) return file;
  }
  return undefined;
}

async function isExecutable(file: string): Promise<boolean> {
  return await access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}
