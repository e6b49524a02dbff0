import {isSystemError} from '../processes/expected-error.ts';
import {codeOf} from '../vocabulary/caught-error.ts';
import {ChannelError} from './channel.ts';

/** Converts a file system error on this machine to a ChannelError; `undefined` for any other error. */
export function hostProblem(error: unknown, asked: string): ChannelError | undefined {
  const why = messages[codeOf(error) ?? ''];
  if (why === undefined) return undefined;
  const {path = asked} = isSystemError(error) ? error : {};
  return new ChannelError(`\`${path}\` ${why}`, 'request');
}

const messages: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'cannot be accessed: permission denied',
  EPERM: 'cannot be accessed: permission denied',
  EISDIR: 'is a folder and cannot be replaced by a file',
  ENOTDIR: 'is not a folder',
  EEXIST: 'already exists',
  EROFS: 'is on a read-only file system',
  ENOSPC: 'cannot be written: no space left on the disk',
};
