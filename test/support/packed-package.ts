import {execFile} from 'node:child_process';
import {mkdir, mkdtemp, readdir, realpath, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {isBuilt, whileLocked} from '../../scripts/bundle/last-build.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** The package as uploaded by `npm publish`, except that it is packed from the existing build. */
export interface PackedPackage {
  readonly tarball: string;
  /** An empty folder next to the tarball, for a project that uses the package. */
  readonly project: string;
  remove(): Promise<void>;
}

/** Packs this package, without a registry. */
export async function packPackage(): Promise<PackedPackage> {
  const home = await mkdtemp(join(await realpath(tmpdir()), 'bottle-package-'));
  const [packed, project] = [join(home, 'packed'), join(home, 'project')];
  await Promise.all([mkdir(packed), mkdir(project)]);
  const argv = ['pack', '--ignore-scripts', '--pack-destination', packed];
  // npm reads each file twice and fails if it has changed, for example by another test that builds the types.
  await whileLocked(root, async () => await run('npm', argv, {cwd: root}));
  const [tarball = ''] = await readdir(packed);
  return {
    tarball: join(packed, tarball),
    project,
    remove: async () => await rm(home, {recursive: true, force: true}),
  };
}

/** Builds the types of the library if necessary. `npm run build` omits them because they take seconds. */
export async function buildTypes(): Promise<void> {
  if (await isBuilt('types', root)) return;
  await run(process.execPath, ['--import', './scripts/typescript.mjs', 'scripts/build-types.ts'], {
    cwd: root,
  });
}

/** Unpacks the package as npm would install it. Returns its folder. */
export async function unpackPackage({tarball, project}: PackedPackage): Promise<string> {
  const folder = join(project, 'node_modules/bottle-run');
  await mkdir(folder, {recursive: true});
  await run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
  return folder;
}
