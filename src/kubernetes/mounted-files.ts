import {readFile, stat} from 'node:fs/promises';
import type {MountRequest, ContainerRequest, NewFile} from '../places/container-request.ts';
import {ifExists} from '../processes/expected-error.ts';

/**
 * The request with the files of `configs` that are mounted, since the root of their container is read-only, as files: those of a pod
 * are mounted in any case. Folders stay mounts, which a cluster refuses.
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
