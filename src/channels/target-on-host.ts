import {lstat, realpath} from 'node:fs/promises';
import {dirname} from 'node:path';
import {makeDirectory} from '../processes/make-directory.ts';
import {otherType} from './copy-request.ts';

/**
 * The target of a copy on the host: `target`, or its destination if it is a link. Parent folders are created.
 * @throws ChannelError if the target exists with another type
 */
export async function targetOnHost(target: string, type: 'folder' | 'other'): Promise<string> {
  await makeDirectory(dirname(target));
  const to = await realpath(target).catch(() => target);
  const there = await lstat(to).catch(() => undefined);
  if (there && there.isDirectory() !== (type === 'folder')) throw otherType(`\`${to}\``, type === 'folder');
  return to;
}
