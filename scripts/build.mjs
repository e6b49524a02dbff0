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
    // Names stay, so that a stack in a report can be read.
    minifyWhitespace: true,
    minifySyntax: true,
    // Of packages that ship both, the ES modules: what esbuild makes of CommonJS has no named exports when imported on demand.
    mainFields: ['module', 'main'],
    // What dockerode brings for ssh and for BuildKit's sessions; bottle uses neither, and they are most of its size and time.
    plugins: [leaveOut(['ssh2', '@grpc/grpc-js', '@grpc/proto-loader', 'protobufjs'])],
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

/** Puts an empty module in the place of packages. */
function leaveOut(packages) {
  return {
    name: 'leave-out',
    setup(builder) {
      const filter = new RegExp(`^(${packages.join('|')})$`);
      builder.onResolve({filter}, ({path}) => ({path, namespace: 'left-out'}));
      builder.onLoad({filter: /./, namespace: 'left-out'}, () => ({contents: 'module.exports = {};'}));
    },
  };
}

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
