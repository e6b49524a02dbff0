import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {existsSync} from 'node:fs';
import {chmod, copyFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {build} from 'esbuild';

const sources = fileURLToPath(new URL('smolvm', import.meta.url));

/**
 * Puts the program `smolvm` into a folder. It is called several thousand times, so one process serves all calls: none starts Node,
 * and each takes about as long as one of a native program. Returns the function that ends the process.
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
  // Without it each call does its work itself.
  await Promise.race([once(server.stdout, 'data'), ended]);
  return async () => {
    // Its end is that of its input.
    server.stdin.end();
    await ended;
  };
}

/** In one file it starts in less time. */
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
    // The module that asks for it copies a file from beside it.
    define: {'import.meta.url': JSON.stringify(pathToFileURL(join(sources, 'vm/initramfs.mjs')).href)},
  });
  await chmod(join(folder, 'alone'), 0o755);
  // Not an ES module, as what is beside it.
  await writeFile(join(folder, 'package.json'), '{"type": "commonjs"}');
}
