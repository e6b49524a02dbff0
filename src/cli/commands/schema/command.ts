import {readFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import type {CliContext} from '../../context.ts';
import type {SchemaName} from './names.ts';

/** `bottle schema`: the schema that this version of bottle goes by. */
export async function schemaCommand(
  which: SchemaName,
  {path: tellsPath = false}: {readonly path?: boolean},
  {stdout}: CliContext,
): Promise<number> {
  // In the folder `schema` of the package, which is two above the bundle as it is above this file.
  const file = `${which === 'launch' ? 'bottle' : which}.schema.json`;
  const path = fileURLToPath(new URL(`../../schema/${file}`, import.meta.url));
  stdout.write(tellsPath ? `${path}\n` : await readFile(path, 'utf8'));
  return 0;
}
