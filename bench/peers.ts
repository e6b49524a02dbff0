import {execFileSync} from 'node:child_process';
import {accessSync, constants, mkdirSync} from 'node:fs';
import {delimiter, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const folder = fileURLToPath(new URL('.peers', import.meta.url));
const packages = join(folder, 'node_modules');

/** The path of a program that bottle is measured beside; `undefined` where this machine does not have it. */
export function findPeer(name: string, env = process.env): string | undefined {
  // The npm package of `just` wraps it in a start of Node, which is not what is to be measured.
  const own = name === 'just' ? nativeJust() : join(packages, '.bin', name);
  const inPath = (env.PATH ?? '').split(delimiter).map(dir => join(dir, name));
  return [own, ...inPath].find(path => isProgram(path));
}

/** Installs the peers that npm has; the others (`make`, `ninja`, `curl`) come from the system's packages. */
export function installPeers(): void {
  mkdirSync(folder, {recursive: true});
  const args = ['install', '--no-audit', '--no-fund', '--prefix', folder, 'wireit', 'wait-on', 'rust-just'];
  execFileSync('npm', args, {stdio: 'inherit'});
}

/** The environment in which npm scripts find the peers. */
export function peerEnv(env = process.env): NodeJS.ProcessEnv {
  return {...env, PATH: `${join(packages, '.bin')}${delimiter}${env.PATH ?? ''}`};
}

function nativeJust(): string {
  return join(packages, `rust-just-${process.platform}-${process.arch}`, 'bin', 'just');
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
