import {chmod, mkdir, rename, rm, writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {build, type Metafile} from 'esbuild';
import {options} from './bundle/build-script.ts';
import {buildScripts} from './bundle/build-scripts.ts';
import {buildIfNeeded} from './bundle/last-build.ts';
import {buildPage} from './build-page.ts';
import {compilePlanPage} from './compile-plan-page.ts';
import {compileValidator} from './compile-validator.ts';
import {thirdPartyNotices} from './third-party-notices.ts';

/**
 * Bundles the command and the library with all packages that they use, so that the published package has no
 * dependencies. This makes installation simple and start-up fast: Node takes longer to find hundreds of small files
 * than to run them. The bundle consists of a few scripts that are loaded on demand (bundle/build-scripts.ts), shared by
 * the command and the library.
 */
async function buildPackage(buildId: string): Promise<void> {
  const made = resolve(`dist-${process.pid}`);
  // Scripts are CommonJS: Node loads them several milliseconds faster than ES modules, and can cache their compiled code.
  await writeFiles(made, {'package.json': COMMONJS, 'lib/package.json': ESM});
  const entry = await buildEntry(made);
  const scripts = await buildScripts(join(made, 'scripts'), {entry: join(made, 'cli/bottle.js'), buildId});
  const page = await buildPage();
  await writeFiles(join(made, 'ui'), page.files);
  const bundles = [entry, ...scripts, page.metafile];
  await writeFiles(made, {
    'lib/index.js': await libraryEntry(),
    'THIRD-PARTY-NOTICES.txt': await thirdPartyNotices({
      outputs: Object.assign({}, ...bundles.map(({outputs}) => outputs)) as Metafile['outputs'],
    }),
  });
  await replaceFolder('dist', made);
}

const COMMONJS = '{"type": "commonjs"}\n';
const ESM = '{"type": "module"}\n';

async function writeFiles(folder: string, files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), {recursive: true});
    await writeFile(join(folder, name), text);
  }
}

/** Builds the program that loads the scripts. */
async function buildEntry(made: string): Promise<Metafile> {
  const {metafile} = await build({
    ...options,
    entryPoints: {bottle: 'src/cli/bottle.ts'},
    outdir: join(made, 'cli'),
  });
  await chmod(join(made, 'cli/bottle.js'), 0o755);
  return metafile;
}

/** The entry point of the library is an ES module: Node finds named exports of CommonJS only by analyzing the code. */
async function libraryEntry(): Promise<string> {
  const {metafile} = await build({
    entryPoints: ['src/index.ts'],
    write: false,
    metafile: true,
    outdir: 'lib',
  });
  const names = Object.values(metafile.outputs).flatMap(output => output.exports);
  return `import other from '../scripts/other.js';\nexport const {${names.join(', ')}} = other['src/index.ts']();\n`;
}

/** Replaces a folder with two renames, so that readers never see a partial one. */
async function replaceFolder(old: string, made: string): Promise<void> {
  const away = `${made}-old`;
  await mkdir(old, {recursive: true});
  await rename(old, away);
  await rename(made, old);
  await rm(away, {recursive: true, force: true});
}

await buildIfNeeded('package', async inputs => {
  compileValidator();
  await compilePlanPage();
  await buildPackage(inputs);
});
