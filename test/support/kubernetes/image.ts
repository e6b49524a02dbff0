import {execFile} from 'node:child_process';
import {promisify} from 'node:util';
import {FILL_ROOT} from '../busybox-root.ts';

/** The image on all nodes, with busybox (`sh`, `httpd`, `nc`, `wget`, `sleep`). */
export const NODE_IMAGE = 'bottle-test/busybox:latest';

/**
 * The program that holds the namespaces of a pod. It is the default command of the image, because a runtime starts it
 * without one.
 */
export const SANDBOX_IMAGE = 'bottle-test/sandbox:latest';

/** Writes a `docker save` archive with both images, based on this machine's static busybox. */
export async function writeImages(path: string): Promise<void> {
  await promisify(execFile)('sh', [
    '-ec',
    SCRIPT,
    'sh',
    path,
    configOf(['sh']),
    configOf(['sleep', '2147483647']),
  ]);
}

function configOf(command: readonly string[]): string {
  return JSON.stringify({
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    os: 'linux',
    config: {Env: ['PATH=/bin'], Cmd: command},
    rootfs: {type: 'layers', diff_ids: ['DIGEST']},
    history: [{created: '2026-01-01T00:00:00Z', created_by: 'test'}],
  });
}

const SCRIPT = `
  work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
  root=$work/root
  ${FILL_ROOT}
  tar -C "$root" -cf "$work/layer.tar" .
  rm -r "$root"
  digest=sha256:$(sha256sum "$work/layer.tar" | cut -d ' ' -f 1)
  echo "$2" | sed "s/DIGEST/$digest/" > "$work/busybox.json"
  echo "$3" | sed "s/DIGEST/$digest/" > "$work/sandbox.json"
  echo '${JSON.stringify(manifest())}' > "$work/manifest.json"
  tar -C "$work" -cf "$1" .`;

function manifest(): readonly object[] {
  const layers = {Layers: ['layer.tar']};
  return [
    {Config: 'busybox.json', RepoTags: [NODE_IMAGE], ...layers},
    {Config: 'sandbox.json', RepoTags: [SANDBOX_IMAGE], ...layers},
  ];
}
