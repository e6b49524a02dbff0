import {execFile} from 'node:child_process';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {findPeer} from './peers.ts';
import type {Result} from './benchmark.ts';

/** The image for the container benchmarks. */
export const IMAGE = 'bottle-bench/busybox:latest';

export const execute = promisify(execFile);

/** Whether `docker` succeeds with these arguments. */
export async function answers(...args: readonly string[]): Promise<boolean> {
  return await execute('docker', args).then(
    () => true,
    () => false,
  );
}

/** Builds the image from the machine's own static busybox, so that no registry is needed. */
export async function makeImage(dir: string): Promise<void> {
  const busybox = findPeer('busybox');
  if (!busybox) throw new Error('busybox is not installed; `apt-get install busybox-static`');
  const root = join(dir, 'image');
  const script = `mkdir -p ${root}/bin; cp ${busybox} ${root}/bin/busybox
    for name in sh sleep httpd wget; do ln -sf busybox ${root}/bin/$name; done
    tar -C ${root} -c . | docker import --change 'ENV PATH=/bin' - ${IMAGE}`;
  await execute('sh', ['-ec', script]);
}

/** The result if there is no engine. */
export function noEngine(name: string): Result {
  const title = `${name}: no engine responds`;
  return {title, notes: [], columns: [''], rows: [], skipped: [name], samples: {}};
}
