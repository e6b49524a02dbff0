import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {chmod, copyFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {build} from 'esbuild';

const sources = fileURLToPath(new URL('smolvm', import.meta.url));

/**
 * Creates the program `smolvm` in a folder. Tests call it several thousand times, so a single process serves all calls:
 * none starts Node, and each is about as fast as a native program. Returns a function that ends the process.
 */
export async function serveStandin(folder: string): Promise<() => Promise<void>> {
  await bundleStandin(folder);
  const hasPerl = existsSync('/usr/bin/perl');
  await copyFile(hasPerl ? join(sources, 'hand-over.pl') : join(folder, 'alone'), join(folder, 'smolvm'));
  await chmod(join(folder, 'smolvm'), 0o755);
  const server = spawn(join(folder, 'alone'), ['_serve-calls', join(folder, 'calls')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = once(server, 'exit');
  // Without the server, each call does its own work.
  await Promise.race([once(server.stdout, 'data'), ended]);
  return async () => {
    // The server ends with its input.
    server.stdin.end();
    await ended;
  };
}

/** A single file starts faster. */
async function bundleStandin(folder: string): Promise<void> {
  await build({
    entryPoints: [join(sources, 'main.mjs')],
    outfile: join(folder, 'alone'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20.19',
    logLevel: 'warning',
    banner: {js: '#!/usr/bin/env node'},
    // The module copies a file located next to it.
    define: {'import.meta.url': JSON.stringify(pathToFileURL(join(sources, 'vm/initramfs.mjs')).href)},
  });
  await chmod(join(folder, 'alone'), 0o755);
  // The bundle is CommonJS, unlike the files next to it.
  await writeFile(join(folder, 'package.json'), '{"type": "commonjs"}');
}
