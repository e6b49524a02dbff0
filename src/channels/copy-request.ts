import {posix} from 'node:path';
import {ChannelError} from './channel.ts';

/** The two sides of a copy: a path on the host and one inside, in the direction of the copy. */
export interface CopyRequest {
  readonly source: string;
  readonly target: string;
  readonly signal: AbortSignal;
}

/** A path inside, normalized. @throws ChannelError if it cannot be copied from or to */
export function pathInside(source: string): string {
  if (!source.startsWith('/'))
    throw new ChannelError(`expected an absolute path inside, found \`${source}\``, 'request');
  const path = posix.normalize(source).replace(/\/$/, '');
  if (path === '') throw new ChannelError('cannot copy all of `/`; name a folder in it', 'request');
  return path;
}

/** The target exists with the other type: a copy never turns a folder into a file, or a file into a folder. */
export function otherType(place: string, isFolder: boolean): ChannelError {
  const problem = isFolder
    ? 'is a file and cannot be replaced by a folder'
    : 'is a folder and cannot be replaced by a file';
  return new ChannelError(`${place} ${problem}`, 'request');
}
