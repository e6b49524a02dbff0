import {lstatSync} from 'node:fs';
import {join} from 'node:path';

/** The words that run `argv` in `cwd` of the guest whose files are at `root`; `undefined` when it has no such program or directory. */
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

/** A link counts as either: where it leads to is known only inside. So does what lies in `/tmp` or `/run`, which are. */
function isThere(path, what) {
  if (/\/root\/(tmp|run|proc|dev)(\/|$)/.test(path)) return true;
  const status = lstatSync(path, {throwIfNoEntry: false});
  if (!status || status.isSymbolicLink()) return Boolean(status);
  return what === 'directory' ? status.isDirectory() : status.isFile() && (status.mode & 0o111) !== 0;
}
