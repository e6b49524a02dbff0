import {lstatSync} from 'node:fs';
import {join} from 'node:path';

/** The command that runs `argv` in `cwd` of a guest with its files at `root`, or `undefined` if the program or directory is missing. */
export function commandIn({root, argv, cwd, path}) {
  if (cwd && !isThere(join(root, cwd), 'directory')) return undefined;
  if (!isProgram({root, name: argv[0], cwd: cwd ?? '/', path})) return undefined;
  return cwd ? ['/bin/sh', '-c', 'cd "$0" && exec "$@"', cwd, ...argv] : argv;
}

function isProgram({root, name, cwd, path}) {
  if (name.startsWith('/')) return isThere(join(root, name), 'program');
  const folders = name.includes('/') ? [cwd] : path.split(':');
  return folders.some(folder => isThere(join(root, folder, name), 'program'));
}

/** A link counts as existing, because its target is known only inside the guest. Paths in `/tmp` or `/run` count too. */
function isThere(path, what) {
  if (/\/root\/(tmp|run|proc|dev)(\/|$)/.test(path)) return true;
  const status = lstatSync(path, {throwIfNoEntry: false});
  if (!status || status.isSymbolicLink()) return Boolean(status);
  return what === 'directory' ? status.isDirectory() : status.isFile() && (status.mode & 0o111) !== 0;
}
