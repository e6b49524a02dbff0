import {posix} from 'node:path';
import {ChannelError} from './channel.ts';

/** A copy between the host and a container or machine. */
export interface CopyRequest {
  readonly source: string;
  readonly target: string;
  readonly signal: AbortSignal;
}

/** Normalizes a path in a container or machine. @throws ChannelError if the path cannot be copied */
export function pathInside(source: string): string {
  if (!source.startsWith('/'))
    throw new ChannelError(`expected an absolute path inside, found \`${source}\``, 'request');
  const path = posix.normalize(source).replace(/\/$/, '');
  if (path === '') throw new ChannelError('cannot copy all of `/`; name a folder in it', 'request');
  return path;
}

/** The error for a target that exists with the other type. A copy never replaces a folder with a file, or a file with a folder. */
export function otherType(place: string, isFolder: boolean): ChannelError {
  const problem = isFolder
    ? 'is a file and cannot be replaced by a folder'
    : 'is a folder and cannot be replaced by a file';
  return new ChannelError(`${place} ${problem}`, 'request');
}
