import {readFile} from 'node:fs/promises';
import {resolve} from 'node:path';
import type {EnvFile, EnvFiles} from '../../schema/values.ts';
import {parseEnvFile, parseRawEnvFile, type EnvFileRead} from '../../values/env-file.ts';
import type {LookupVariable} from '../../values/expand-variables.ts';
import type {Values} from '../../values/value-source.ts';
import {hasCode, messageOf} from '../../vocabulary/caught-error.ts';
import {TaskError} from '../../vocabulary/failure.ts';
import type {TaskName} from '../../vocabulary/ids.ts';
import type {FilePosition} from '../../vocabulary/line-index.ts';
import {startFailure} from '../../vocabulary/make-failure.ts';

/** An `env_file` in the long form. */
export interface EnvFileSpec {
  readonly path: string;
  readonly required: boolean;
  readonly isRaw: boolean;
}

/** The files of an `env_file` key, with unresolved references. */
export function listedEnvFiles(files: EnvFiles = []): readonly (string | EnvFile)[] {
  return typeof files === 'string' ? [files] : files;
}

/** The files of an `env_file` key, with resolved references. */
export function resolveEnvFiles(files: EnvFiles | undefined, {text}: Pick<Values, 'text'>): EnvFileSpec[] {
  return listedEnvFiles(files).map(file =>
    typeof file === 'string'
      ? {path: text(file), required: true, isRaw: false}
      : {path: text(file.path), required: file.required ?? true, isRaw: file.format === 'raw'},
  );
}

/** Parses an env file in its format. */
export function parseInFormat(text: string, isRaw: boolean, lookup?: LookupVariable): EnvFileRead {
  return isRaw ? parseRawEnvFile(text, lookup) : parseEnvFile(text, lookup);
}

/**
 * Reads the variables of env files. Later files have precedence.
 *
 * @throws TaskError `cannot-start` for a required file that does not exist, and for a file that cannot be read
 */
export async function envFilesOf(
  files: readonly EnvFileSpec[],
  user: EnvFileUser,
): Promise<Readonly<Record<string, string>>> {
  const variables: Record<string, string> = {};
  for (const [index, file] of files.entries()) {
    const at = user.positions?.[index];
    const text = await readEnvFile(file, at, user);
    if (text === undefined) continue;
    const read = parseInFormat(text, file.isRaw, name => user.lookup(name) ?? ownValue(variables, name));
    if ('message' in read)
      throw cannotStart(`env_file \`${file.path}\`, line ${read.line}: ${read.message}`, at, user);
    Object.assign(variables, read.variables);
  }
  return variables;
}

/** The task that uses env files. */
export interface EnvFileUser {
  /** The base folder of relative paths. */
  readonly dir: string;
  /** Looks up variables for `${NAME}` and for names without a value. */
  readonly lookup: LookupVariable;
  readonly task: TaskName;
  /** The name of its kind. */
  readonly kind: string;
  /** The locations of the files in the launch file, in order. */
  readonly positions?: readonly FilePosition[];
}

/** The text of an env file; `undefined` if it does not exist and is not required. */
async function readEnvFile(
  {path, required}: EnvFileSpec,
  at: FilePosition | undefined,
  user: EnvFileUser,
): Promise<string | undefined> {
  try {
    return await readFile(resolve(user.dir, path), 'utf8');
  } catch (error) {
    const isMissing = hasCode(error, 'ENOENT', 'ENOTDIR');
    if (isMissing && !required) return undefined;
    const why = isMissing
      ? `the file does not exist; create it, or use \`{path: ${path}, required: false}\` if it is optional`
      : hasCode(error, 'EISDIR')
        ? 'it is a folder'
        : messageOf(error);
    throw cannotStart(`env_file \`${path}\` cannot be read: ${why}`, at, user);
  }
}

function cannotStart(why: string, at: FilePosition | undefined, {task, kind}: EnvFileUser): TaskError {
  return new TaskError({...startFailure(task, kind, why), ...(at && {at})});
}

/** The value of a variable. Ignores inherited properties such as `constructor`. */
export function ownValue(
  variables: Readonly<Record<string, string | undefined>>,
  name: string,
): string | undefined {
  return Object.hasOwn(variables, name) ? variables[name] : undefined;
}
