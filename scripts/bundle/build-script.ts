import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {build, type BuildOptions, type Metafile, type Plugin} from 'esbuild';
import {HELPERS_OF_SCRIPT, IMPORT_META} from './lazy-module.ts';
import {ENTRY, lazyModules, type Placement} from './lazy-modules.ts';

export const options = {
  bundle: true,
  metafile: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20.19',
  // Names are kept for readable stack traces in bug reports.
  minifyWhitespace: true,
  minifySyntax: true,
  // THIRD-PARTY-NOTICES.txt contains them, once for each package.
  legalComments: 'none',
  logLevel: 'warning',
  // Packages with both formats are bundled as ES modules, which contain less boilerplate.
  mainFields: ['module', 'main'],
} satisfies BuildOptions;

/**
 * dockerode needs these packages for ssh and BuildKit sessions. bottle uses neither, and they make up most of
 * dockerode's size and load time.
 */
const UNUSED = ['ssh2', '@grpc/grpc-js', '@grpc/proto-loader', 'protobufjs'];

/** ws can use native packages for long messages, but does not need them. They are not in the bundle. */
const WITHOUT_NATIVE = {
  'process.env.WS_NO_BUFFER_UTIL': '"1"',
  'process.env.WS_NO_UTF_8_VALIDATE': '"1"',
};

export interface BuiltScript {
  readonly bytes: number;
  readonly metafile: Metafile;
}

export interface ScriptToBuild {
  readonly name: string;
  /** Parts that the program and other scripts load from it. */
  readonly parts: readonly string[];
  readonly placement: Placement;
  /** A hash of all sources. */
  readonly buildId: string;
}

/** Builds a script of the bundle as `<folder>/<name>.js`. Without a folder, only its size is measured. */
export async function buildScript(
  folder: string | undefined,
  {name, parts, placement, buildId}: ScriptToBuild,
): Promise<BuiltScript> {
  const {metafile, outputFiles} = await build({
    ...options,
    entryPoints: {[name]: ENTRY},
    outdir: folder ?? 'scripts',
    write: false,
    define: {...IMPORT_META, ...WITHOUT_NATIVE, BOTTLE_BUILD: JSON.stringify(buildId)},
    banner: {js: HELPERS_OF_SCRIPT.replaceAll(/\n\s*/g, '')},
    plugins: [
      leaveOut(UNUSED),
      leaveOut(['node:child_process'], 'commander'),
      // src/state/lock.ts passes in the file functions that it calls.
      leaveOut(['graceful-fs'], 'proper-lockfile'),
      leaveOut(['assert'], 'proper-lockfile/node_modules/signal-exit', 'exports.equal = () => {};'),
      lazyModules(name, parts, placement),
    ],
  });
  const script = outputFiles.map(({text}) => inAscii(withSameKeys(text))).join('');
  if (folder !== undefined) {
    await mkdir(folder, {recursive: true});
    await writeFile(join(folder, `${name}.js`), script);
  }
  return {bytes: Buffer.byteLength(script), metafile};
}

/**
 * esbuild makes an object of each module, with a method that is named after its path. Objects with one and the same key share their
 * shape, which V8 would otherwise have to make for every module.
 */
function withSameKeys(script: string): string {
  return script.replaceAll(/(?<==__commonJS\(\{)(?:"[^"]*"|\w+)(?=\()/g, 'run');
}

/**
 * Scripts are read as one byte for each character (see src/cli/scripts/compiled-code.ts). esbuild escapes other characters in strings,
 * but not in regular expressions.
 */
function inAscii(script: string): string {
  return script.replaceAll(
    /[\u0080-\uffff]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * Replaces packages with an empty module, in all packages or in one. commander starts processes only for commands that
 * are separate programs, and `signal-exit` uses `assert` only to check its argument.
 */
function leaveOut(packages: readonly string[], importer = '', contents = 'module.exports = {};'): Plugin {
  return {
    name: 'leave-out',
    setup(builder) {
      const filter = new RegExp(`^(${packages.join('|')})$`);
      builder.onResolve({filter}, args =>
        args.importer.includes(`node_modules/${importer}`)
          ? {path: args.path, namespace: 'left-out', pluginData: contents}
          : undefined,
      );
      builder.onLoad({filter: /./, namespace: 'left-out'}, args => ({contents: args.pluginData as string}));
    },
  };
}
