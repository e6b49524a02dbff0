import {existsSync, readFileSync} from 'node:fs';
import {readdir, readFile} from 'node:fs/promises';
import {basename, join, relative, resolve} from 'node:path';
import {parse} from 'yaml';
import {hasCode} from '../vocabulary/caught-error.ts';
import type {SourceFile} from './bad-source.ts';
import {findCompose, type FoundCompose} from './compose/find.ts';
import {parseDockerfile, type Dockerfile} from './dockerfile.ts';
import {parsePackage, type Package} from './package.ts';
import {startsServices} from './package-scripts.ts';
import {findHost, type FoundHost} from './host/find.ts';
import {parseEnvFile} from '../values/env-file.ts';
import {mapOf, textsOf} from './plain-map.ts';

/** The files of a project that describe how to start it. */
export interface Findings extends FoundHost {
  /** The name of the folder. */
  readonly folder: string;
  /** The names of the files in the folder. */
  readonly files: readonly string[];
  /** Whether a path, relative to the folder, exists. */
  readonly exists: (path: string) => boolean;
  readonly compose?: FoundCompose;
  /** The variables of `.env`, if it exists. */
  readonly dotenv?: Readonly<Record<string, string>>;
  readonly dockerfile?: Dockerfile;
  readonly package?: Package;
  /** The packages of workspaces by folder. */
  readonly workspaces: ReadonlyMap<string, Package>;
}

/**
 * Finds the files of a folder that describe how to start the project.
 * @param composeFiles the Compose files to read, relative to the folder. Default: the files that Compose would read.
 * @throws BadSource for an invalid file
 */
export async function look(dir: string, composeFiles: readonly string[] = []): Promise<Findings> {
  const files = await readdir(dir);
  const read = async (name: string | undefined): Promise<SourceFile | undefined> =>
    name === undefined || !files.includes(name) ? undefined : await sourceFile(dir, name);
  const [dockerfile, packageFile] = await Promise.all(['Dockerfile', 'package.json'].map(read));
  const dotenv = readDotenv(dir);
  const compose = findCompose(composeFiles, {
    dir,
    files,
    env: dotenv ?? {},
    read: path => readSource(dir, path),
  });
  const root = packageFile && parsePackage(packageFile);
  const workspaces: Findings['workspaces'] = root ? await workspacesOf(dir, root, files) : new Map();
  // Compares exact names, since some file systems ignore case: `makefile` and `Makefile`.
  const readIfThere = (name: string): SourceFile | undefined =>
    files.includes(name.split('/')[0] ?? '') ? readSource(dir, name) : undefined;
  return {
    ...{folder: basename(dir), files, exists: path => existsSync(resolve(dir, path))},
    ...(compose && {compose}),
    ...(dotenv && {dotenv}),
    ...(dockerfile && {dockerfile: parseDockerfile(dockerfile.text)}),
    ...findHost(
      readIfThere,
      {files, dotenv: dotenv ?? {}, read: name => readSource(dir, name)?.text},
      [root, ...workspaces.values()].some(startsServices),
    ),
    ...(root && {package: root}),
    workspaces,
  };
}

function readDotenv(dir: string): Findings['dotenv'] {
  const file = readSource(dir, '.env');
  const read = file && parseEnvFile(file.text);
  return read && ('variables' in read ? read.variables : {});
}

function readSource(dir: string, name: string): SourceFile | undefined {
  const path = resolve(dir, name);
  try {
    return {path, name: relative(dir, path), text: readFileSync(path, 'utf8')};
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'EISDIR', 'ENOTDIR')) return undefined;
    throw error;
  }
}

async function sourceFile(dir: string, name: string): Promise<SourceFile> {
  const path = join(dir, name);
  return {path, name, text: await readFile(path, 'utf8')};
}

async function workspacesOf(
  dir: string,
  {workspaces}: Package,
  files: readonly string[],
): Promise<ReadonlyMap<string, Package>> {
  const globs = files.includes('pnpm-workspace.yaml') ? await pnpmWorkspaces(dir) : workspaces;
  if (globs.length === 0) return new Map();
  const {glob} = await import('tinyglobby');
  const patterns = globs.map(folder => `${folder.replace(/\/$/, '')}/package.json`);
  const found = await glob(patterns, {cwd: dir, ignore: ['**/node_modules/**'], expandDirectories: false});
  const packages = found.sort().map(async name => {
    const file = await sourceFile(dir, name);
    return [name.slice(0, -'/package.json'.length), parsePackage(file)] as const;
  });
  return new Map(await Promise.all(packages));
}

async function pnpmWorkspaces(dir: string): Promise<readonly string[]> {
  const {text} = await sourceFile(dir, 'pnpm-workspace.yaml');
  return textsOf(mapOf(parse(text)).packages ?? []);
}
