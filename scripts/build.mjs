import {chmod, mkdir, rename, rm} from 'node:fs/promises';
import {build} from 'esbuild';
import {compileValidator} from './compile-validator.mjs';

/**
 * The command line as one bundle, since Node spends longer on finding and parsing hundreds of small files
 * than on running them. What a command may not need (Listr2, execa, X.509) stays in chunks that are loaded on demand.
 */
export async function buildCommand() {
  const made = `dist/cli-${process.pid}`;
  await build({
    ...shared,
    entryPoints: ['src/cli/bottle.ts'],
    outdir: made,
    splitting: true,
    minify: true,
    keepNames: true,
    // Of packages that ship both, the ES modules: what esbuild makes of CommonJS has no named exports when imported on demand.
    mainFields: ['module', 'main'],
    // CommonJS packages inside the bundle ask for `require`.
    banner: {
      js: "import {createRequire as bottleRequire} from 'node:module';const require = bottleRequire(import.meta.url);",
    },
  });
  await chmod(`${made}/bottle.js`, 0o755);
  await replaceFolder('dist/cli', made);
}

/** The library, for programs that bring their own bundler or none: its dependencies stay outside. */
export async function buildLibrary() {
  await build({...shared, entryPoints: ['src/index.ts'], outfile: 'dist/lib/index.js', packages: 'external'});
}

const shared = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  legalComments: 'none',
  logLevel: 'warning',
};

/** Swaps a folder for another one in two renames, so that nobody finds it half written. */
async function replaceFolder(old, made) {
  const away = `${made}-old`;
  await mkdir(old, {recursive: true});
  await rename(old, away);
  await rename(made, old);
  await rm(away, {recursive: true, force: true});
}

compileValidator();
await Promise.all([buildCommand(), buildLibrary()]);
