import {posix} from 'node:path';
import {ChannelError} from './channel.ts';

/** What is to be copied: a path on the host and one inside, in the direction of the copy. */
export interface CopyRequest {
  readonly source: string;
  readonly target: string;
  readonly signal: AbortSignal;
}

/** A path inside, without what does not count. @throws ChannelError for one that cannot be copied from or to */
export function pathInside(written: string): string {
  if (!written.startsWith('/'))
    throw new ChannelError(`expected an absolute path inside, found \`${written}\``, 'request');
  const path = posix.normalize(written).replace(/\/$/, '');
  if (path === '')
    throw new ChannelError('the whole of `/` cannot be copied; name a folder below it', 'request');
  return path;
}

/** That something of the other type stands where a copy is to go: a copy does not turn a folder into a file, nor back. */
export function otherType(place: string, isFolder: boolean): ChannelError {
  const words = isFolder ? 'is a file, and no folder' : 'is a folder, and no file';
  return new ChannelError(`${place} ${words} can take its place`, 'request');
}
