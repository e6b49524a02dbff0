import {accessSync, constants} from 'node:fs';
import {delimiter, join} from 'node:path';
import {diskOf} from './disk.mjs';
import {guestProcess} from './guest-process.mjs';

/**
 * A guest for tests without root. Its commands run on the host in the guest's folder. Absolute paths are those of the host,
 * file owners cannot be changed, volumes do not exist, and processes left by a killed machine continue.
 */
export function bootFolderGuest({dir}) {
  const alive = new Set();
  return {
    spawn(argv, {env = {}, cwd, ...options}) {
      const whole = {PATH: process.env.PATH, HOME: diskOf(dir), ...env};
      if (!isProgram(argv[0], whole.PATH)) return undefined;
      const child = guestProcess(argv, {...options, env: whole, cwd: join(diskOf(dir), cwd ?? '')});
      alive.add(child);
      child.exit.then(() => alive.delete(child));
      return child;
    },
    async stop() {
      for (const child of alive) child.killTree();
      await Promise.all([...alive].map(({exit}) => exit));
    },
  };
}

function isProgram(name, path) {
  const places = name.includes('/') ? [name] : path.split(delimiter).map(folder => join(folder, name));
  return places.some(place => {
    try {
      accessSync(place, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
