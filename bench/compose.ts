import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {succeeds} from '../test/support/succeeds.ts';
import type {Command} from './processes.ts';
import {findPeer} from './peers.ts';

const folder = fileURLToPath(new URL('.peers/compose', import.meta.url));
const built = join(folder, 'docker-compose');

/** The newest version that builds with Go 1.26.0. */
const VERSION = 'v5.6.0';

/** The Compose command: Docker's plugin, the one built here, or the one on the PATH; `undefined` if there is none. */
export function findCompose(): Command | undefined {
  if (succeeds('docker', ['compose', 'version'])) return ['docker', 'compose'];
  if (existsSync(built)) return [built];
  const installed = findPeer('docker-compose');
  return installed === undefined ? undefined : [installed];
}

/** Builds Compose with Go in its own module if neither Docker nor PyPI provides it, which takes some minutes. */
export function buildCompose(): void {
  if (findCompose() !== undefined || !succeeds('go', ['version'])) return;
  mkdirSync(folder, {recursive: true});
  writeFileSync(join(folder, 'go.mod'), 'module compose\n\ngo 1.25\n');
  const go = (...args: readonly string[]): Buffer =>
    execFileSync('go', args, {cwd: folder, stdio: 'inherit'});
  go('get', `github.com/docker/compose/v5/cmd@${VERSION}`);
  go('build', '-o', built, 'github.com/docker/compose/v5/cmd');
}
