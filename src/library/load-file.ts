import {resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import type {Kinds} from '../tasks/bound-task.ts';
import {load, type Loaded} from '../config/load.ts';
import {readLaunchText} from '../config/read-launch-file.ts';
import {check, type Checked} from '../lint/check.ts';
import {localDisk} from '../lint/disk.ts';
import {readText} from '../state/read-text.ts';
import {kinds as allKinds} from '../tasks/registry.ts';
import type {Diagnostic} from '../vocabulary/diagnostic.ts';

/** Options for loading a launch file. */
export interface LoadFileOptions {
  /** The environment of `${{ env.NAME }}`. Default: empty. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Overrides variables of the file, as `--var` does. Default: none. */
  readonly vars?: Readonly<Record<string, string>>;
  /** The names of the profiles to use. Default: none. */
  readonly profiles?: readonly string[];
  /** The default place of tasks, as set by `--place`. Default: that of the file. */
  readonly place?: string;
  /** More launch files, each overriding the ones before it, as with several `--file` options. Default: none. */
  readonly overrides?: readonly string[];
  /** The available kinds of tasks by key. Default: `kinds`, all of bottle's kinds. */
  readonly kinds?: Kinds;
}

/**
 * Loads a launch file. Returns the file, or all of its errors.
 * @throws the error of the system if the file cannot be read
 */
export async function loadFile(path: string | URL, options: LoadFileOptions = {}): Promise<Loaded> {
  const file = await readLaunchFile(path);
  if ('problem' in file) return {diagnostics: [file.problem]};
  return load(file.path, file.text, {...loaderOptions(options), readText});
}

/**
 * Loads a launch file. Returns the file with the warnings of `bottle check`, or all of its errors. Reads the files that it refers to,
 * but runs nothing.
 * @throws the error of the system if the file cannot be read
 */
export async function checkFile(path: string | URL, options: LoadFileOptions = {}): Promise<Checked> {
  const file = await readLaunchFile(path);
  if ('problem' in file) return {diagnostics: [file.problem]};
  return check(file.path, file.text, {...loaderOptions(options), disk: localDisk});
}

/** The options for the loader, with defaults. */
export function loaderOptions({
  env = {},
  vars = {},
  profiles = [],
  place,
  overrides = [],
  kinds = allKinds,
}: LoadFileOptions) {
  return {env, vars, profiles, place, overrides: overrides.map(path => resolve(path)), kinds};
}

/** The absolute path of a launch file, and its text or the problem that it is too large. */
export async function readLaunchFile(
  path: string | URL,
): Promise<{readonly path: string; readonly text: string} | {readonly problem: Diagnostic}> {
  const absolute = typeof path === 'string' ? resolve(path) : fileURLToPath(path);
  return {path: absolute, ...(await readLaunchText(absolute))};
}
