import {mkdtemp, readdir, rm, symlink} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {delimiter, join} from 'node:path';
import {afterAll} from 'vitest';

/** A `PATH` with all programs of this machine except `docker`, as links in a folder. Call it at the top of a test file. */
export async function pathWithoutDocker(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'bottle-path-'));
  afterAll(async () => await rm(dir, {recursive: true, force: true}));
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const names = await readdir(folder).catch(() => []);
    // The first folder in PATH takes precedence.
    for (const name of names.filter(each => each !== 'docker'))
      await symlink(join(folder, name), join(dir, name)).catch(() => undefined);
  }
  return dir;
}
