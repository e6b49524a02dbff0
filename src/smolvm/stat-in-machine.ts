import {ChannelError, type ExecChannel} from '../channels/channel.ts';
import {reasonOf} from './problem.ts';

/** A file or folder in a machine. */
export interface FoundInside {
  readonly isFolder: boolean;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/**
 * The file at a path in the machine, with links followed; `undefined` if it does not exist. Requires `stat` in the
 * machine. @throws ChannelError
 */
export async function statInMachine(
  channel: ExecChannel,
  path: string,
  signal: AbortSignal,
): Promise<FoundInside | undefined> {
  const {code, stdout, stderr} = await channel.exec(['stat', '-L', '-c', '%f %u %g', path], {signal});
  const [, raw = '', uid, gid] = /^([0-9a-f]+) (\d+) (\d+)$/.exec(stdout.trim()) ?? [];
  if (code !== 0 && NOTHING_THERE.test(stderr)) return undefined;
  if (raw === '') throw new ChannelError(`\`stat\` in the machine: ${reasonOf({code, stdout, stderr})}`);
  const bits = Number.parseInt(raw, 16);
  // S_IFMT and S_IFDIR (inode(7)).
  return {isFolder: (bits & 0o170000) === 0o040000, mode: bits & 0o7777, uid: Number(uid), gid: Number(gid)};
}

/** After any other error, such as a kill, nothing is known about the path. */
const NOTHING_THERE = /No such file or directory|Not a directory/;
