import {readFile, stat} from 'node:fs/promises';
import type {MountRequest, ContainerRequest, NewFile} from '../places/container-request.ts';
import {ifExists} from '../processes/expected-error.ts';

/**
 * Turns the files of `configs` that are mounted because the root of their container is read-only into files: those of a pod are
 * always mounted. Folders remain mounts, which a cluster refuses.
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
