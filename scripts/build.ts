import {chmod, mkdir, rename, rm, writeFile} from 'node:fs/promises';
import {build, type BuildOptions, type Plugin} from 'esbuild';
import {compileValidator} from './compile-validator.ts';
import {joinSmallChunks} from './join-chunks.ts';
import {thirdPartyNotices} from './third-party-notices.ts';

/**
 * The command and the library in one bundle with all that they use, so that the package has no dependencies: nothing else is
 * installed, and Node spends longer on finding hundreds of small files than on running them. Whatever a command may not need
 * (Listr2, execa, X.509) stays in chunks that are loaded on demand; what the two share is there once.
 */
async function buildPackage(): Promise<void> {
  const made = `dist-${process.pid}`;
  const options = {
    entryPoints: {'cli/bottle': 'src/cli/bottle.ts', 'lib/index': 'src/index.ts'},
    outdir: made,
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    metafile: true,
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    // Names are kept for readable stack traces in bug reports.
    minifyWhitespace: true,
    minifySyntax: true,
    // The notices have them, once for each package.
    legalComments: 'none',
    logLevel: 'warning',
    // For packages with both, the ES modules: esbuild's CommonJS has no named exports when imported on demand.
    mainFields: ['module', 'main'],
    // dockerode needs these for ssh and BuildKit sessions; bottle uses neither, and they are most of its size and time.
    plugins: [leaveOut(['ssh2', '@grpc/grpc-js', '@grpc/proto-loader', 'protobufjs'])],
    // CommonJS packages inside the bundle ask for `require`.
    banner: {
      js: "import {createRequire as bottleRequire} from 'node:module';const require = bottleRequire(import.meta.url);",
    },
  } satisfies BuildOptions;
  const plugins = [...options.plugins, await joinSmallChunks(options, 'src/cli/main.ts')];
  const {metafile} = await build({...options, plugins});
  await chmod(`${made}/cli/bottle.js`, 0o755);
  await writeFile(`${made}/THIRD-PARTY-NOTICES.txt`, await thirdPartyNotices(metafile));
  await replaceFolder('dist', made);
}

/** Replaces packages with an empty module. */
function leaveOut(packages: readonly string[]): Plugin {
  return {
    name: 'leave-out',
    setup(builder) {
      const filter = new RegExp(`^(${packages.join('|')})$`);
      builder.onResolve({filter}, ({path}) => ({path, namespace: 'left-out'}));
      builder.onLoad({filter: /./, namespace: 'left-out'}, () => ({contents: 'module.exports = {};'}));
    },
  };
}

/** Swaps a folder for another one in two renames, so that no reader finds a partial one. */
async function replaceFolder(old: string, made: string): Promise<void> {
  const away = `${made}-old`;
  await mkdir(old, {recursive: true});
  await rename(old, away);
  await rename(made, old);
  await rm(away, {recursive: true, force: true});
}

compileValidator();
await buildPackage();
