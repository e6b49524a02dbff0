import {mkdir, stat} from 'node:fs/promises';
import {dirname, join, resolve} from 'node:path';
import envPaths from 'env-paths';
import type {RunId} from '../vocabulary/ids.ts';

/**
 * Where bottle keeps its state, absolute; nothing is made. `override` is the value of `$BOTTLE_STATE_DIR`, if it has one.
 *
 * Else it is the platform's place for an application's state: `$XDG_STATE_HOME/bottle` or `~/.local/state/bottle` on
 * Linux (env-paths calls it `log`), and `~/Library/Application Support/bottle` on macOS (there `log` would be
 * `~/Library/Logs`, which people and cleaners empty; leases must outlive that).
 */
export function stateDirectory(override: string | undefined): string {
  if (override) return resolve(override);
  const {data, log} = envPaths('bottle', {suffix: ''});
  return process.platform === 'darwin' ? data : log;
}

/** The directory of all runs. */
export function runsDirectory(stateDir: string): string {
  return join(stateDir, 'runs');
}

/** The directory of one run. */
export function runDirectory(stateDir: string, run: RunId): string {
  return join(runsDirectory(stateDir), run);
}

/** The directory of the claims on things that only one run may have. */
export function claimsDirectory(stateDir: string): string {
  return join(stateDir, 'claims');
}

/** Makes `path` and what is missing above it, open to nobody else; what is there already stays as it is. */
export async function makePrivateDirectory(path: string): Promise<void> {
  // Node's own `recursive` never returns below a directory that refuses new entries with ENOENT, such as /proc.
  if (await makeOne(path)) return;
  await makePrivateDirectory(dirname(path));
  if (!(await makeOne(path))) throw Object.assign(new Error(`cannot create \`${path}\``), {code: 'ENOENT'});
}

/** @returns whether it is there; `false` if its parent directory is missing */
async function makeOne(path: string): Promise<boolean> {
  try {
    await mkdir(path, {mode: 0o700});
    return true;
  } catch (error) {
    const {code = ''} = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' && dirname(path) !== path) return false;
    // An existing directory may also be on a disk that refuses everything.
    if ((await stat(path).catch(() => undefined))?.isDirectory()) return true;
    throw error;
  }
}

/** The mode of every file that bottle keeps. */
export const PRIVATE_FILE = 0o600;
