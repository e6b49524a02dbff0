/** The package manager of a project. */
export interface PackageManager {
  /** Installs exactly the packages of the lock file. */
  readonly install: string;
  /** Like `install`, but keeps installed packages. Absent if `install` also keeps them. */
  readonly installInPlace?: string;
  readonly lockFile: string;
  /** The last file that an installation writes. If it is missing, packages are not installed. */
  readonly installed: string;
  /** The command to run a script, without the name of the script. */
  readonly run: string;
}

const npm = {
  install: 'npm ci',
  installInPlace: 'npm install',
  lockFile: 'package-lock.json',
  installed: 'node_modules/.package-lock.json',
  run: 'npm run',
};
const yarn = {lockFile: 'yarn.lock', run: 'yarn run'};

/** Package managers by lock file, most likely first if a folder has several. */
const managers: Readonly<Record<string, PackageManager>> = {
  'pnpm-lock.yaml': {
    install: 'pnpm install --frozen-lockfile',
    lockFile: 'pnpm-lock.yaml',
    installed: 'node_modules/.modules.yaml',
    run: 'pnpm run',
  },
  'bun.lock': {
    install: 'bun install --frozen-lockfile',
    lockFile: 'bun.lock',
    installed: 'node_modules/**/package.json',
    run: 'bun run',
  },
  'bun.lockb': {
    install: 'bun install --frozen-lockfile',
    lockFile: 'bun.lockb',
    installed: 'node_modules/**/package.json',
    run: 'bun run',
  },
  'yarn.lock': {
    ...yarn,
    install: 'yarn install --frozen-lockfile',
    installed: 'node_modules/.yarn-integrity',
  },
  'package-lock.json': npm,
};

/** Yarn 2 and later. It may not use node_modules, but always writes the state of an installation. */
const modernYarn: PackageManager = {
  ...yarn,
  install: 'yarn install --immutable',
  installed: '.yarn/install-state.gz',
};

/**
 * The package manager of a folder, by its lock file.
 * @param files the names of the folder's files
 * @returns `isLocked: false` if there is no lock file; npm then runs the scripts
 */
export function packageManager(files: readonly string[]): PackageManager & {readonly isLocked: boolean} {
  const lockFile = Object.keys(managers).find(name => files.includes(name));
  const isModernYarn = lockFile === 'yarn.lock' && files.includes('.yarnrc.yml');
  const manager = isModernYarn ? modernYarn : (managers[lockFile ?? ''] ?? npm);
  return {...manager, isLocked: lockFile !== undefined};
}
