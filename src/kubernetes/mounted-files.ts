import {readFile, stat} from 'node:fs/promises';
import type {MountRequest, ContainerRequest, NewFile} from '../places/container-request.ts';
import {ifExists} from '../processes/expected-error.ts';

/**
 * Converts mounted `configs` files back to plain files. They are mounts if the container's root is read-only, but the
 * files of a pod are always mounted anyway. Folders remain mounts, which a cluster rejects.
 */
export async function withMountedFiles(request: ContainerRequest): Promise<ContainerRequest> {
  const read = await Promise.all(request.mounts.map(async mount => ({mount, file: await fileOf(mount)})));
  const siblings = await Promise.all(
    request.siblings.map(async sibling => ({...sibling, request: await withMountedFiles(sibling.request)})),
  );
  return {
    ...{...request, siblings},
    mounts: read.flatMap(({mount, file}) => (file ? [] : [mount])),
    files: [...request.files, ...read.flatMap(({file}) => (file ? [file] : []))],
  };
}

async function fileOf({type, source, target, readOnly}: MountRequest): Promise<NewFile | undefined> {
  if (type !== 'bind' || !readOnly || source === undefined) return undefined;
  const found = await ifExists(stat(source));
  if (!found?.isFile()) return undefined;
  const content = await readFile(source);
  return {target, content, uid: 0, gid: 0, mode: 0o444, isSecret: (found.mode & 0o077) === 0};
}
