import {relative, resolve} from 'node:path';
import type {LaunchFile} from '../../model/launch-file.ts';
import {parserFor} from '../../config/cached-parser.ts';
import {examine} from '../../config/load.ts';
import type {ParsedFile} from '../../config/yaml/parsed-file.ts';
import {readLaunchText} from '../../config/read-launch-file.ts';
import {readText} from '../../state/read-text.ts';
import {kinds} from '../../tasks/registry.ts';
import {hasCode, messageOf} from '../../vocabulary/caught-error.ts';
import {errorDiagnostic, type Diagnostic} from '../../vocabulary/diagnostic.ts';
import {findLaunchFile} from './launch-path.ts';
import {wantsColor} from '../color.ts';
import type {CliContext} from '../context.ts';

export interface LoadRequest {
  /** Absolute, or relative to the working directory. Default: the nearest bottle.yaml. */
  readonly file: string | undefined;
  /** More files, each overriding the ones before it. */
  readonly overrides?: readonly string[];
  readonly profiles?: readonly string[];
  readonly vars: Readonly<Record<string, string>>;
  /** The default place of tasks. Default: that of the file. */
  readonly place?: string | undefined;
}

/** A launch file without errors, with its source positions. */
export interface LoadedFile {
  readonly launch: LaunchFile;
  readonly parsed: ParsedFile;
  readonly textOf: TextOf;
}

/** Loads the launch file of a command. If it has errors, prints them and returns `undefined`. */
export async function loadCommandFile(
  request: LoadRequest,
  cli: CliContext,
): Promise<LaunchFile | undefined> {
  return (await loadWithPlaces(request, cli))?.launch;
}

/** Loads the launch file with its source positions, for commands that print them. */
export async function loadWithPlaces(request: LoadRequest, cli: CliContext): Promise<LoadedFile | undefined> {
  const read = await readCommandFile(request.file, cli);
  if ('problem' in read) {
    await printDiagnostics([read.problem], noText, cli);
    return undefined;
  }
  const {launch, partial, diagnostics} = examine(read.path, read.text, {
    ...loadOptions(request, cli),
    readText,
  });
  const textOf = textsOf(read);
  if (launch && partial) return {launch, parsed: partial.parsed, textOf};
  await printDiagnostics(diagnostics, textOf, cli);
  return undefined;
}

/** The options of a call for the loader. */
export function loadOptions(
  {overrides = [], profiles = [], vars, place}: Omit<LoadRequest, 'file'>,
  {cwd, env}: CliContext,
) {
  return {
    vars,
    place,
    profiles,
    overrides: overrides.map(file => resolve(cwd, file)),
    env,
    kinds,
    parse: parserFor(env),
  };
}

/** The text of a file that a diagnostic points into. */
export type TextOf = (file: string) => string | undefined;

/** For diagnostics without a source position. */
export const noText: TextOf = () => undefined;

/** Returns the text of a launch file as it was read, and of the other files that belong to it. */
export function textsOf({path, text}: {readonly path: string; readonly text: string}): TextOf {
  return file => (file === path ? text : readText(file));
}

/** The text of the launch file of a command, or the reason why it cannot be read. */
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
    const why = hasCode(error, 'ENOENT')
      ? 'there is no such file'
      : hasCode(error, 'EISDIR')
        ? 'it is a folder'
        : messageOf(error);
    const shown = relative(cwd, path) || path;
    return {problem: errorDiagnostic({rule: 'no-file', message: `cannot read \`${shown}\`: ${why}`})};
  }
}

/** Prints diagnostics to stderr. */
export async function printDiagnostics(
  diagnostics: readonly Diagnostic[],
  textOf: TextOf,
  cli: CliContext,
): Promise<void> {
  if (diagnostics.length === 0) return;
  // Loaded on demand: the table of character widths takes tens of milliseconds to load, and most files are valid.
  const {diagnosticText} = await import('../text/diagnostic-text.ts');
  const color = wantsColor(cli, cli.stderr);
  cli.stderr.write(diagnosticText(diagnostics, textOf, {color, cwd: cli.cwd}));
}
