import {realpathSync} from 'node:fs';
import {hostname, release} from 'node:os';
import {readText} from '../state/read-text.ts';

/** Fields of `/info`. */
export interface EngineFacts {
  readonly OSType?: string;
  readonly Name?: string;
  readonly KernelVersion?: string;
}

/**
 * Whether an engine has the same network interfaces as this process. An engine in another network namespace (rootless,
 * or outside this container) created its socket there, and an engine in a virtual machine has another kernel.
 */
export function runsHere(socketPath: string | undefined, {Name, KernelVersion}: EngineFacts): boolean {
  if (socketPath === undefined || Name !== hostname() || KernelVersion !== release()) return false;
  // systemd listens at /run/docker.sock, which is usually opened as /var/run/docker.sock.
  const paths = [socketPath, realPath(socketPath)];
  const sockets = readText('/proc/net/unix') ?? '';
  return sockets.split('\n').some(line => isListening(line) && paths.some(path => line.endsWith(` ${path}`)));
}

/** Parses `Num RefCount Protocol Flags Type St Inode Path`; a listening socket has `__SO_ACCEPTCON` (1 << 16) among its flags. */
function isListening(line: string): boolean {
  const [, , , flags = '0'] = line.split(/\s+/);
  return (Number.parseInt(flags, 16) & 0x1_0000) !== 0;
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
