import {readFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import type {CliContext} from '../../context.ts';
import type {SchemaName} from './names.ts';

/** `bottle schema`: prints a schema of this version of bottle. */
export async function schemaCommand(
  which: SchemaName,
  {path: tellsPath = false}: {readonly path?: boolean},
  {stdout}: CliContext,
): Promise<number> {
  // The folder `schema` of the package is at the same relative path from the bundle as from this file.
  const file = `${which === 'launch' ? 'bottle' : which}.schema.json`;
  const path = fileURLToPath(new URL(`../../schema/${file}`, import.meta.url));
  stdout.write(tellsPath ? `${path}\n` : await readFile(path, 'utf8'));
  return 0;
}
