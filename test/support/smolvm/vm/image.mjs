import {execFileSync} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

/** Whether an image is an archive or folder on this host, so it need not be pulled. */
export const isLocal = image => /^\.{0,2}\//.test(image) && existsSync(image);

/** Unpacks an image into a guest's file system: a folder, or a `docker save` archive. Any other file counts as an empty image. */
export function unpackImage(image, root) {
  if (statSync(image).isDirectory()) return void execFileSync('cp', ['-a', `${image}/.`, root]);
  if (!isArchive(image)) return;
  const parts = mkdtempSync(join(tmpdir(), 'smolvm-image-'));
  try {
    execFileSync('tar', ['-C', parts, '-xf', image]);
    const [{Layers: layers}] = JSON.parse(readFileSync(join(parts, 'manifest.json'), 'utf8'));
    for (const layer of layers) execFileSync('tar', ['-C', root, '-xf', join(parts, layer)]);
  } finally {
    rmSync(parts, {recursive: true, force: true});
  }
}

/** Whether a file is a tar archive, compressed or not. */
export function isArchive(path) {
  const head = readFileSync(path).subarray(0, 512);
  return head.subarray(257, 262).toString() === 'ustar' || (head[0] === 0x1f && head[1] === 0x8b);
}
