import {realpath, stat} from 'node:fs/promises';
import {posix} from 'node:path';
import type Dockerode from 'dockerode';
import {otherType, pathInside, type CopyRequest} from '../channels/copy-request.ts';
import {hostProblem} from '../channels/host-problem.ts';
import {pack} from '../channels/pack.ts';
import {ChannelError} from '../channels/channel.ts';
import {channelProblem} from './channel-problem.ts';
import {refuseMemory} from './refuse-memory.ts';
import {statInside} from './stat-inside.ts';

/**
 * Copies a file or folder into a container as `target`. Modes and numeric owners are kept. The engine unpacks an
 * archive, so the container needs no programs for it.
 * @throws ChannelError
 */
export async function copyIn(
  container: Dockerode.Container,
  {source, target, signal}: CopyRequest,
): Promise<void> {
  const inside = pathInside(target);
  try {
    // A link is followed, since the copy has its own name.
    const from = await realpath(source);
    const isFolder = (await stat(from)).isDirectory();
    const to = await targetInside(container, inside, {isFolder, signal});
    const {folder, missing} = await deepestFolder(container, posix.dirname(to), signal);
    const archive = await pack(from, [...missing, posix.basename(to)].join('/'));
    // A copy never turns a folder into a file, or a file into a folder.
    await container.putArchive(archive, {path: folder, noOverwriteDirNonDir: true, abortSignal: signal});
  } catch (error) {
    throw hostProblem(error, source) ?? channelProblem(error);
  }
}

interface Wanted {
  readonly isFolder: boolean;
  readonly signal: AbortSignal;
}

/** The path of the copy: `path`, or its target if it is a link. */
async function targetInside(
  container: Dockerode.Container,
  path: string,
  {isFolder, signal}: Wanted,
): Promise<string> {
  const there = await statInside(container, path, signal);
  const to = there?.path ?? path;
  await refuseMemory(container, to, signal);
  if (there && (there.type === 'folder') !== isFolder)
    throw otherType(`\`${to}\` in the container`, isFolder);
  return to;
}

/** The deepest folder on the path that exists, and the names of the missing ones, which the engine creates as it unpacks. */
async function deepestFolder(
  container: Dockerode.Container,
  path: string,
  signal: AbortSignal,
): Promise<{readonly folder: string; readonly missing: readonly string[]}> {
  const missing: string[] = [];
  for (let folder = path; ; folder = posix.dirname(folder)) {
    const found = await statInside(container, folder, signal);
    if (found?.type === 'folder') return {folder, missing};
    if (found) throw new ChannelError(`\`${folder}\` in the container is not a folder`, 'request');
    missing.unshift(posix.basename(folder));
  }
}
