import {lstat, realpath} from 'node:fs/promises';
import {dirname} from 'node:path';
import {makeDirectory} from '../processes/make-directory.ts';
import {otherType} from './copy-request.ts';

/**
 * Where a copy goes on the host: `target`, or where that leads as a link. The folders above it are made.
 * @throws ChannelError where something of the other type stands there
 */
export async function targetOnHost(target: string, type: 'folder' | 'other'): Promise<string> {
  await makeDirectory(dirname(target));
  const to = await realpath(target).catch(() => target);
  const there = await lstat(to).catch(() => undefined);
  if (there && there.isDirectory() !== (type === 'folder')) throw otherType(`\`${to}\``, type === 'folder');
  return to;
}
