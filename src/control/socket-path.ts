import {closeSync, constants, mkdtempSync, openSync, rmSync, symlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {SOCKET} from './protocol.ts';

/** A socket path that is short enough for the system. */
export interface SocketPath {
  readonly path: string;
  /** Call this when the path is no longer used; for a server, after closing the socket. */
  release(): void;
}

/** The system's limit, without the terminating null byte. Node 20 truncates longer paths without an error (https://github.com/nodejs/node/issues/52348). */
const MAX_BYTES = process.platform === 'linux' ? 107 : 103;

/**
 * The path of the control socket in `dir`. If it is too long, a shorter path to the same directory: through an open descriptor on
 * Linux, elsewhere through a symbolic link in a private temporary directory.
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

/** Works on any system; exported for tests. */
export function throughLink(dir: string, temporary = tmpdir()): SocketPath {
  // Accessible to this user only, so that no other user can replace the link.
  const folder = mkdtempSync(join(temporary, 'bottle-'));
  const link = join(folder, 'run');
  symlinkSync(dir, link);
  return {path: join(link, SOCKET), release: () => rmSync(folder, {recursive: true, force: true})};
}
