import {dirname, join} from 'node:path';
import type {DotenvVariables} from '../../model/launch-file.ts';
import {parseEnvFile} from '../../values/env-file.ts';
import {errorDiagnostic, type Diagnostic} from '../../vocabulary/diagnostic.ts';
import {isMap} from '../yaml/errors-below.ts';
import type {ParsedFile} from '../yaml/parsed-file.ts';

/** The variables of the `.env` file next to a launch file, and its errors. */
export interface ReadDotenv extends DotenvVariables {
  readonly diagnostics: readonly Diagnostic[];
}

interface DotenvContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readText: (path: string) => string | undefined;
}

/** Reads the `.env` file of a launch file with `dotenv`. A missing file has no variables. */
export function readDotenv(parsed: ParsedFile, {env, readText}: DotenvContext): ReadDotenv {
  const dotenv = isMap(parsed.value) ? parsed.value.dotenv : undefined;
  const isExported = isMap(dotenv) && dotenv.export === true;
  const isOn = dotenv === true || isMap(dotenv);
  const text = isOn ? readText(join(dirname(parsed.path), '.env')) : undefined;
  if (text === undefined) return {variables: {}, isExported, diagnostics: []};
  const read = parseEnvFile(text, name => env[name]);
  if ('variables' in read) return {variables: read.variables, isExported, diagnostics: []};
  const message = `\`.env\` is invalid on line ${read.line}: ${read.message}`;
  const place = parsed.place(['dotenv'], 'value');
  return {variables: {}, isExported, diagnostics: [errorDiagnostic({message, place})]};
}
