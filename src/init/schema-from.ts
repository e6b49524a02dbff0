import {existsSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {INSTALLED_SCHEMA, SCHEMA_ADDRESS} from '../schema/editor-line.ts';

/** The path of the schema, relative to `dir`, in the nearest parent folder with bottle installed; otherwise the URL of the schema. */
export function schemaFrom(dir: string): string {
  const holder = upward(dir).find(folder => existsSync(join(folder, INSTALLED_SCHEMA)));
  if (holder === undefined) return SCHEMA_ADDRESS;
  const path = relative(dir, join(holder, INSTALLED_SCHEMA));
  return path.startsWith('.') ? path : `./${path}`;
}

function upward(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...upward(parent)];
}
