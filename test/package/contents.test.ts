import {readdir, readFile, stat} from 'node:fs/promises';
import {isBuiltin} from 'node:module';
import {join} from 'node:path';
import {build} from 'esbuild';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {packPackage, unpackPackage, type PackedPackage} from '../support/packed-package.ts';

let packed: PackedPackage;
let folder: string;
beforeAll(async () => {
  packed = await packPackage();
  folder = await unpackPackage(packed);
});
afterAll(async () => await packed.remove());

test('the package has no dependencies and no install scripts', async () => {
  const manifest = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
  const {dependencies, peerDependencies, optionalDependencies, bundleDependencies} = manifest;
  expect({dependencies, peerDependencies, optionalDependencies, bundleDependencies}).toEqual({});
  expect(Object.keys(manifest.scripts).filter(name => /install$|^prepublish$/.test(name))).toEqual([]);
});

test('the package is under 6.5 MB', async () => {
  const files = await readdir(folder, {recursive: true, withFileTypes: true});
  const sizes = files
    .filter(file => file.isFile())
    .map(async file => (await stat(join(file.parentPath, file.name))).size);
  const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  expect(total).toBeGreaterThan(1_000_000);
  expect(total).toBeLessThan(6_500_000);
});

test('scripts are ASCII, since they are read as one byte for each character', async () => {
  const scripts = await readdir(join(folder, 'dist/scripts'));
  const others = scripts.map(async name => {
    const text = await readFile(join(folder, 'dist/scripts', name), 'latin1');
    return /[\x80-\xff]/.test(text) ? [name] : [];
  });
  expect((await Promise.all(others)).flat()).toEqual([]);
});

test('command, library and scripts import only Node modules and each other', async () => {
  const scripts = await readdir(join(folder, 'dist/scripts'));
  const programs = [
    'dist/cli/bottle.js',
    'dist/lib/index.js',
    ...scripts.map(name => `dist/scripts/${name}`),
  ];
  const {metafile} = await build({
    entryPoints: programs.map(program => join(folder, program)),
    bundle: true,
    packages: 'external',
    platform: 'node',
    write: false,
    metafile: true,
    outdir: folder,
    logLevel: 'silent',
  });
  const imports = Object.values(metafile.inputs).flatMap(input => input.imports);
  const external = imports.filter(each => each.external).map(each => each.path);
  expect(external).toContain('node:path');
  expect(external.filter(path => !isBuiltin(path))).toEqual([]);
});

/** Each name would be a shape of its own for V8, and the path of a module one of the machine that built it. */
test('modules of a script have one shape, and no path of the machine is in it', async () => {
  for (const name of ['start', 'run', 'shared']) {
    const script = await readFile(join(folder, `dist/scripts/${name}.js`), 'utf8');
    const modules = script.match(/=__commonJS\(\{[^(]*\(/g) ?? [];
    expect(modules.length).toBeGreaterThan(50);
    expect(new Set(modules).size).toBe(1);
    expect(script).not.toContain(process.cwd());
  }
});

test.each(['bottle', 'bottle-run'])('the command `%s` is executable', async name => {
  const {bin} = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
  const path = join(folder, bin[name] ?? '');
  expect(await readFile(path, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  expect((await stat(path)).mode & 0o111).toBe(0o111);
});

test('the package contains the licenses of bundled packages', async () => {
  const notices = await readFile(join(folder, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
  for (const name of ['commander', 'dockerode', 'listr2', '@peculiar/x509', 'yaml', 'vscode-languageserver'])
    expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+ \\(`, 'm'));
  // Used only in tests.
  expect(notices).not.toMatch(/^vitest /m);
});

interface Manifest {
  readonly dependencies?: object;
  readonly peerDependencies?: object;
  readonly optionalDependencies?: object;
  readonly bundleDependencies?: object;
  readonly scripts: Readonly<Record<string, string>>;
  readonly bin: Readonly<Record<string, string>>;
}
