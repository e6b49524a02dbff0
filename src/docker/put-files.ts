import {posix} from 'node:path';
import type {Readable} from 'node:stream';
import type Dockerode from 'dockerode';
import type {NewFile} from '../places/container-request.ts';

/**
 * Creates files in a container that has not started; the engine creates their folders. No temporary files are written
 * on this machine.
 *
 * @param folder a folder that contains all files; if the root file system is read-only, a folder in a volume
 */
export async function putFiles(
  container: Dockerode.Container,
  files: readonly NewFile[],
  folder = '/',
): Promise<void> {
  await container.putArchive(await archiveOf(files, folder), {path: folder});
}

async function archiveOf(files: readonly NewFile[], folder: string): Promise<Readable> {
  const {default: tarFs} = await import('tar-fs');
  return tarFs.pack('/', {
    ...{entries: [], finalize: false},
    finish(archive) {
      for (const {target, content, mode, uid, gid} of files)
        archive.entry({name: posix.relative(folder, target), mode, uid, gid}, Buffer.from(content));
      archive.finalize();
    },
  });
}
