import {execFileSync} from 'node:child_process';
import {createHash, randomUUID} from 'node:crypto';
import {once} from 'node:events';
import {createServer} from 'node:http';
import {arch} from 'node:os';
import {gzipSync} from 'node:zlib';
import {onTestFinished} from 'vitest';

/** A local registry with one image that no engine has yet. It contains `sh` and `busybox`. */
export interface Registry {
  /** The reference of the image. */
  readonly ref: string;
  /** The requests so far, except version checks of the protocol: `GET manifests/1`, `GET blobs/layer`. */
  readonly requests: readonly string[];
  /** Resolves with the first matching request. */
  reached(request: RegExp): Promise<void>;
  /** Stops sending layers until the returned function is called. */
  hold(): () => void;
}

/**
 * Starts a registry that engines access without TLS, because it has a loopback address. The test's images are removed
 * afterwards.
 */
export async function standinRegistry(): Promise<Registry> {
  const image = makeImage();
  const requests: string[] = [];
  const came = new EventTarget();
  let held = Promise.resolve();
  const server = createServer((request, response) => {
    void (async () => {
      const path = (request.url ?? '').replace(/^\/v2\/(?:app\/)?/, '');
      const found = image.contents.get(path);
      if (path !== '') requests.push(`${request.method} ${image.nameOf(path)}`);
      came.dispatchEvent(new Event('request'));
      if (path.endsWith(image.layer)) await held;
      response.setHeader('Docker-Distribution-Api-Version', 'registry/2.0');
      if (path !== '' && !found) return response.writeHead(404).end();
      if (found) {
        const {type, digest, bytes} = found;
        response.writeHead(200, {
          ...{'Content-Type': type, 'Content-Length': bytes.length, 'Docker-Content-Digest': digest},
        });
      }
      return response.end(request.method === 'HEAD' ? undefined : found?.bytes);
    })();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as {readonly port: number};
  const ref = `localhost:${port}/app:1`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
    removeImages(`localhost:${port}/app`);
  });
  return {
    ref,
    requests,
    async reached(fits) {
      while (!requests.some(request => fits.test(request))) await once(came, 'request');
    },
    hold() {
      let release = (): void => undefined;
      held = new Promise(resolve => (release = resolve));
      return release;
    },
  };
}

interface Content {
  readonly type: string;
  readonly digest: string;
  readonly bytes: Buffer;
}

/** The blobs and the manifest by path. */
function makeImage() {
  const tar = rootTar();
  const layer = content('application/vnd.docker.image.rootfs.diff.tar.gzip', gzipSync(tar));
  const config = json('application/vnd.docker.container.image.v1+json', {
    ...{architecture: arch() === 'x64' ? 'amd64' : arch(), os: 'linux'},
    config: {Env: ['PATH=/bin'], Cmd: ['sh']},
    rootfs: {type: 'layers', diff_ids: [digestOf(tar)]},
    history: [{created: '2026-01-01T00:00:00Z', created_by: 'test'}],
  });
  const manifest = json('application/vnd.docker.distribution.manifest.v2+json', {
    ...{schemaVersion: 2, mediaType: 'application/vnd.docker.distribution.manifest.v2+json'},
    config: descriptor(config),
    layers: [descriptor(layer)],
  });
  const names = {[layer.digest]: 'layer', [config.digest]: 'config', [manifest.digest]: 'digest'};
  return {
    layer: layer.digest,
    contents: new Map([
      ['manifests/1', manifest],
      [`manifests/${manifest.digest}`, manifest],
      [`blobs/${config.digest}`, config],
      [`blobs/${layer.digest}`, layer],
    ]),
    nameOf: (path: string) => path.replace(/sha256:[0-9a-f]+/, digest => names[digest] ?? digest),
  };
}

function rootTar(): Buffer {
  const script = `
    root=$(mktemp -d); trap 'rm -rf "$root"' EXIT
    mkdir -p "$root/bin"; cp "$(command -v busybox)" "$root/bin/busybox"; ln -s busybox "$root/bin/sh"
    echo "$1" > "$root/id"; tar -C "$root" -c .`;
  return execFileSync('sh', ['-ec', script, 'sh', randomUUID()], {maxBuffer: Infinity});
}

function json(type: string, value: object): Content {
  return content(type, Buffer.from(JSON.stringify(value)));
}

function content(type: string, bytes: Buffer): Content {
  return {type, digest: digestOf(bytes), bytes};
}

function descriptor({type, digest, bytes}: Content): object {
  return {mediaType: type, size: bytes.length, digest};
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/**
 * Removes images by name, because other tests may have the same image under another name. Removing the last tag also
 * removes the digest.
 */
function removeImages(repository: string): void {
  for (const format of ['{{.Repository}}:{{.Tag}}', '{{.Repository}}@{{.Digest}}']) {
    const list = ['image', 'ls', '--digests', '--format', format, repository];
    const names = execFileSync('docker', list, {encoding: 'utf8'}).split('\n');
    const named = names.filter(name => name !== '' && !name.includes('<none>'));
    if (named.length > 0) execFileSync('docker', ['image', 'rm', ...named], {stdio: 'ignore'});
  }
}
