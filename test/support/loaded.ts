import {execFile} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import type {LaunchRig} from './launch-rig.ts';
import {onTerminal} from './terminal.ts';

const BOTTLE = fileURLToPath(new URL('../../dist/cli/bottle.js', import.meta.url));
const PRELOAD = fileURLToPath(new URL('note-loaded.cjs', import.meta.url));

/** The modules loaded by a call of the built command. */
export interface Loaded {
  readonly scripts: readonly {readonly name: string; readonly bytes: number; readonly isKept: boolean}[];
  readonly builtins: readonly string[];
}

export interface LoadingCall {
  readonly dir: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** The program. A test that changes it passes a copy. */
  readonly program?: string;
}

/**
 * The modules loaded by a call, with its state and cache in `dir`. As for most users, the state is in the home folder, and the output is
 * not a socket, which needs Node's sockets.
 */
export async function loadedBy({dir, args, env = {}, program = BOTTLE}: LoadingCall): Promise<Loaded> {
  const log = join(dir, 'loaded.json');
  const call = [process.execPath, '--require', PRELOAD, program, ...args];
  await promisify(execFile)('sh', ['-c', 'exec "$@" >/dev/null', 'sh', ...call], {
    cwd: dir,
    env: {
      ...{...process.env, NODE_V8_COVERAGE: '', NODE_DISABLE_COMPILE_CACHE: ''},
      ...{BOTTLE_TEST_LOADED: log, BOTTLE_STATE_DIR: '', XDG_STATE_HOME: '', HOME: dir},
      ...{XDG_CACHE_HOME: join(dir, 'cache'), ...env},
    },
  });
  return JSON.parse(await readFile(log, 'utf8')) as Loaded;
}

/** The modules loaded by a call of a rig's command on a terminal. */
export async function loadedOnTerminal(rig: LaunchRig, args: readonly string[]): Promise<Loaded> {
  const env = {NODE_OPTIONS: `--require ${PRELOAD}`, BOTTLE_TEST_LOADED: join(rig.dir, 'loaded.json')};
  await onTerminal(rig, args, env).ended();
  return JSON.parse(await rig.read('loaded.json')) as Loaded;
}
