import {lstatSync, unlinkSync} from 'node:fs';
import {lchown, lstat, mkdir, realpath, symlink, unlink} from 'node:fs/promises';
import {basename, dirname, posix, resolve} from 'node:path';
import {pipeline} from 'node:stream/promises';
import type Dockerode from 'dockerode';
import type {Header} from 'tar-fs';
import {ChannelError} from '../probes/exec-channel.ts';
import {channelProblem} from './channel-problem.ts';
import {otherType, pathInside, type CopyRequest} from './copy-request.ts';
import {hostProblem} from './host-problem.ts';
import {refuseMemory} from './refuse-memory.ts';
import {statInside} from './stat-inside.ts';

/**
 * Copies a file or folder out of a container, under the name that `target` has; modes are kept, and numeric owners where
 * bottle runs as root. Nothing is written outside of `target`, whatever links the container has made.
 * @param target absolute
 * @throws ChannelError
 */
export async function copyOut(
  container: Dockerode.Container,
  {source, target, signal}: CopyRequest,
): Promise<void> {
  const inside = pathInside(source);
  try {
    // Of a link what it leads to is meant, as the copy has a name of its own.
    const found = await statInside(container, inside, signal);
    if (!found) throw new ChannelError(`there is no \`${inside}\` inside`, 'request');
    await refuseMemory(container, found.path, signal);
    await mkdir(dirname(target), {recursive: true});
    const to = await realpath(target).catch(() => target);
    await refuseOtherType(to, found.type);
    const archive = await container.getArchive({path: found.path, abortSignal: signal});
    await unpack(archive, {name: posix.basename(found.path), target: to, signal});
  } catch (error) {
    throw hostProblem(error, target) ?? channelProblem(error);
  }
}

async function refuseOtherType(target: string, type: 'folder' | 'other'): Promise<void> {
  const there = await lstat(target).catch(() => undefined);
  if (there && there.isDirectory() !== (type === 'folder'))
    throw otherType(`\`${target}\``, type === 'folder');
}

interface Unpacking {
  /** What the archive calls it. */
  readonly name: string;
  readonly target: string;
  readonly signal: AbortSignal;
}

/** Links are made when all else is there, so that nothing is written through them. */
async function unpack(archive: NodeJS.ReadableStream, {name, target, signal}: Unpacking): Promise<void> {
  const {default: tarFs} = await import('tar-fs');
  const links: {readonly path: string; readonly header: Header}[] = [];
  const rename = (path: string): string => basename(target) + path.slice(name.length);
  const extract = tarFs.extract(dirname(target), {
    umask: 0,
    strict: false,
    map: header => ({
      ...header,
      name: rename(header.name),
      ...(header.type === 'link' && {linkname: rename(header.linkname ?? '')}),
    }),
    ignore(path, header) {
      if (header?.type === 'directory') dropLink(resolve(path));
      if (header?.type !== 'symlink') return false;
      links.push({path, header});
      return true;
    },
  });
  await pipeline(archive, extract, {signal});
  // The deepest first: a link is no folder for others.
  for (const link of links.toReversed()) await makeLink(link);
}

/** A link that an earlier copy left where a folder is now: its target, maybe outside, is not to be changed. */
function dropLink(path: string): void {
  if (lstatSync(path, {throwIfNoEntry: false})?.isSymbolicLink()) unlinkSync(path);
}

async function makeLink({path, header}: {readonly path: string; readonly header: Header}): Promise<void> {
  const there = await lstat(path).catch(() => undefined);
  if (there?.isSymbolicLink()) await unlink(path);
  await mkdir(dirname(path), {recursive: true});
  await symlink(header.linkname ?? '', path);
  if (process.getuid?.() === 0) await lchown(path, header.uid ?? 0, header.gid ?? 0);
}
