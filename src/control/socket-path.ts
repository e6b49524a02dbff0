import {closeSync, constants, mkdtempSync, openSync, rmSync, symlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {SOCKET} from './protocol.ts';

/** A path of a socket that the system takes. */
export interface SocketPath {
  readonly path: string;
  /** Call it once the path is not used any more: by a server, after the socket has been closed. */
  release(): void;
}

/** Without the byte at the end. Node 20 cuts longer paths off without an error (https://github.com/nodejs/node/issues/52348). */
const MAX_BYTES = process.platform === 'linux' ? 107 : 103;

/**
 * The path of the control socket in `dir`. If it is too long, it is a path to the same directory that is short: through an open
 * descriptor on Linux, elsewhere through a symbolic link in a private directory of the temporary folder.
 * @throws the system's error, such as ENOENT if there is no such directory
 */
export function socketPath(dir: string): SocketPath {
  const path = join(dir, SOCKET);
  if (Buffer.byteLength(path) <= MAX_BYTES) return {path, release: () => undefined};
  return process.platform === 'linux' ? throughDescriptor(dir) : throughLink(dir);
}

function throughDescriptor(dir: string): SocketPath {
  const descriptor = openSync(dir, constants.O_RDONLY | constants.O_DIRECTORY);
  return {
    path: `/proc/self/fd/${descriptor}/${SOCKET}`,
    release: () => closeSync(descriptor),
  };
}

/** Exported for tests; any system can do it. */
export function throughLink(dir: string, temporary = tmpdir()): SocketPath {
  // Accessible to this user only, so that no other user can replace the link.
  const folder = mkdtempSync(join(temporary, 'bottle-'));
  const link = join(folder, 'run');
  symlinkSync(dir, link);
  return {path: join(link, SOCKET), release: () => rmSync(folder, {recursive: true, force: true})};
}
