import {existsSync} from 'node:fs';
import {readdir, readFile} from 'node:fs/promises';
import {basename, join, resolve} from 'node:path';
import {parse} from 'yaml';
import type {SourceFile} from './bad-source.ts';
import {parseCompose, type Compose} from './compose.ts';
import {parseDockerfile, type Dockerfile} from './dockerfile.ts';
import {parsePackage, type Package} from './package-scripts.ts';
import {mapOf, textsOf} from './plain-map.ts';
import {parseProcfile, type Procfile} from './procfile.ts';

/** The files of a project that describe how it is started. */
export interface Findings {
  /** The folder's name. */
  readonly folder: string;
  /** The names of the files in the folder. */
  readonly files: readonly string[];
  /** Whether there is such a path, from the folder. */
  readonly exists: (path: string) => boolean;
  readonly compose?: {
    readonly file: string;
    readonly compose: Compose;
    /** The file that Compose would merge into it. */
    readonly override: string | undefined;
  };
  readonly dockerfile?: Dockerfile;
  readonly procfile?: Procfile;
  readonly package?: Package;
  /** The packages of workspaces, by their folders. */
  readonly workspaces: ReadonlyMap<string, Package>;
}

/** In the order in which Compose looks for them. */
const COMPOSE_FILES = ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'];
const OVERRIDE_FILES = COMPOSE_FILES.map(name => name.replace(/(?=\.ya?ml$)/, '.override'));

/**
 * Looks at a folder.
 * @throws BadSource for a file that is not what its name says
 */
export async function look(dir: string): Promise<Findings> {
  const files = await readdir(dir);
  const read = async (name: string | undefined): Promise<SourceFile | undefined> =>
    name === undefined || !files.includes(name) ? undefined : await sourceFile(dir, name);
  const first = (names: readonly string[]): string | undefined => names.find(name => files.includes(name));
  const [compose, dockerfile, procfile, packageFile] = await Promise.all(
    [first(COMPOSE_FILES), 'Dockerfile', 'Procfile', 'package.json'].map(read),
  );
  const root = packageFile && parsePackage(packageFile);
  return {
    ...{folder: basename(dir), files, exists: path => existsSync(resolve(dir, path))},
    ...(compose && {
      compose: {file: compose.name, compose: parseCompose(compose), override: first(OVERRIDE_FILES)},
    }),
    ...(dockerfile && {dockerfile: parseDockerfile(dockerfile.text)}),
    ...(procfile && {procfile: parseProcfile(procfile.text)}),
    ...(root && {package: root}),
    workspaces: root ? await workspacesOf(dir, root, files) : new Map(),
  };
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
