import {relative, resolve} from 'node:path';
import type {LaunchFile} from '../../model/launch-file.ts';
import {load} from '../../config/load.ts';
import {readLaunchText} from '../../config/read-launch-file.ts';
import {readText} from '../../lint/read-text.ts';
import {kinds} from '../../tasks/registry.ts';
import {errorDiagnostic, type Diagnostic} from '../../vocabulary/diagnostic.ts';
import {findLaunchFile} from './launch-path.ts';
import {wantsColor} from '../color.ts';
import type {CliContext} from '../context.ts';

export interface LoadRequest {
  /** Absolute, or from the working directory; the nearest bottle.yaml where there is none. */
  readonly file: string | undefined;
  readonly vars: Readonly<Record<string, string>>;
}

/** Loads the launch file of a command; on `undefined`, the errors have been printed. */
export async function loadCommandFile(
  {file, vars}: LoadRequest,
  world: CliContext,
): Promise<LaunchFile | undefined> {
  const read = await readCommandFile(file, world);
  if ('problem' in read) {
    await printDiagnostics([read.problem], '', world);
    return undefined;
  }
  const loaded = load(read.path, read.text, {vars, env: world.env, kinds, readText});
  if ('launch' in loaded) return loaded.launch;
  await printDiagnostics(loaded.diagnostics, read.text, world);
  return undefined;
}

/** The text of the launch file of a command, or why there is none. */
export async function readCommandFile(
  file: string | undefined,
  {cwd}: CliContext,
): Promise<{readonly path: string; readonly text: string} | {readonly problem: Diagnostic}> {
  const path = file === undefined ? findLaunchFile(cwd) : resolve(cwd, file);
  if (path === undefined) {
    const message =
      'no `bottle.yaml` in this folder or any parent; create one with `bottle init`, or name a file: `bottle run path/to/file.yaml`';
    return {problem: errorDiagnostic({rule: 'no-file', message})};
  }
  try {
    return {path, ...(await readLaunchText(path))};
  } catch (error) {
    const {code, message} = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : message;
    const shown = relative(cwd, path) || path;
    return {problem: errorDiagnostic({rule: 'no-file', message: `cannot read \`${shown}\`: ${why}`})};
  }
}

/** Shows diagnostics on stderr; `text` is that of the launch file. */
export async function printDiagnostics(
  diagnostics: readonly Diagnostic[],
  text: string,
  world: CliContext,
): Promise<void> {
  if (diagnostics.length === 0) return;
  // On demand: knowing how wide a character is takes tens of milliseconds to load, and most files are right.
  const {diagnosticText} = await import('../text/diagnostic-text.ts');
  const color = wantsColor(world, world.stderr);
  world.stderr.write(diagnosticText(diagnostics, () => text, {color, cwd: world.cwd}));
}
