import {lstatSync, unlinkSync} from 'node:fs';
import {lchown, lstat, symlink, unlink} from 'node:fs/promises';
import {basename, dirname, resolve} from 'node:path';
import {pipeline} from 'node:stream/promises';
import type {Header} from 'tar-fs';
import {makeDirectory} from '../processes/make-directory.ts';

/** The archive entry to unpack, and its target. */
export interface Unpacking {
  /** Its name in the archive. */
  readonly name: string;
  /** The absolute path on the host. */
  readonly target: string;
  readonly signal: AbortSignal;
}

/**
 * Unpacks one file or folder of an archive under another name. Links are created last, so no file is written through a link. Nothing
 * is written outside `target`.
 */
export async function unpack(
  archive: NodeJS.ReadableStream,
  {name, target, signal}: Unpacking,
): Promise<void> {
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
  // Deepest first. Otherwise a link could be created through another link.
  for (const link of links.toReversed()) await makeLink(link);
}

/** Removes a link that an earlier copy left where a folder is needed now. Its target may be outside and must not be written to. */
function dropLink(path: string): void {
  if (lstatSync(path, {throwIfNoEntry: false})?.isSymbolicLink()) unlinkSync(path);
}

async function makeLink({path, header}: {readonly path: string; readonly header: Header}): Promise<void> {
  const there = await lstat(path).catch(() => undefined);
  if (there?.isSymbolicLink()) await unlink(path);
  await makeDirectory(dirname(path));
  await symlink(header.linkname ?? '', path);
  if (process.getuid?.() === 0) await lchown(path, header.uid ?? 0, header.gid ?? 0);
}
