import {accessSync, constants} from 'node:fs';
import {join, resolve} from 'node:path';
import {makePrivateDirectory} from '../processes/make-directory.ts';
import {homeDirectory} from '../processes/home-directory.ts';
import {TaskError} from '../vocabulary/failure.ts';
import type {RunId} from '../vocabulary/ids.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The absolute path of the state directory, which is not created: `$BOTTLE_STATE_DIR` if set.
 *
 * Otherwise it is the platform's directory for application state: `$XDG_STATE_HOME/bottle` or `~/.local/state/bottle` on Linux, and
 * `~/Library/Application Support/bottle` on macOS. `~/Library/Logs` is unsuitable, because users and cleanup tools empty it, and
 * leases must survive that.
 *
 * @throws TaskError `bad-environment` if it is in the home directory and the user has none
 */
export function stateDirectory(env: Environment): string {
  const {BOTTLE_STATE_DIR, XDG_STATE_HOME} = env;
  if (BOTTLE_STATE_DIR) return resolve(BOTTLE_STATE_DIR);
  if (XDG_STATE_HOME && process.platform !== 'darwin') return join(XDG_STATE_HOME, 'bottle');
  const home = homeDirectory(env);
  if (home === undefined) throw new TaskError({reason: 'bad-environment', variable: 'HOME'});
  return join(home, process.platform === 'darwin' ? 'Library/Application Support' : '.local/state', 'bottle');
}

/** The state directory, or `undefined` if {@link stateDirectory} throws, for commands that work without one. */
export function stateDirectoryIfAny(env: Environment): string | undefined {
  try {
    return stateDirectory(env);
  } catch (error) {
    if (!(error instanceof TaskError)) throw error;
    return undefined;
  }
}

/** The directory of all runs. */
export function runsDirectory(stateDir: string): string {
  return join(stateDir, 'runs');
}

/** The directory of one run. */
export function runDirectory(stateDir: string, run: RunId): string {
  return join(runsDirectory(stateDir), run);
}

/** The directory of exclusive claims. */
export function claimsDirectory(stateDir: string): string {
  return join(stateDir, 'claims');
}

/**
 * Creates `path` like {@link makePrivateDirectory}, and checks that it is writable.
 * @throws a system error
 */
export async function makeWritableDirectory(path: string): Promise<void> {
  await makePrivateDirectory(path);
  accessSync(path, constants.W_OK);
}

/** The mode of all files in the state directory. */
export const PRIVATE_FILE = 0o600;
