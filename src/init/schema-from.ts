import {existsSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';

/** Where the schema is in a package that has bottle installed. */
const SCHEMA = 'node_modules/bottle-run/schema/bottle.schema.json';

/** The path of the schema from a launch file in `dir`: in the nearest folder upward that has bottle, else where it would be. */
export function schemaFrom(dir: string): string {
  const holder = upward(dir).find(folder => existsSync(join(folder, SCHEMA))) ?? dir;
  const path = relative(dir, join(holder, SCHEMA));
  return path.startsWith('.') ? path : `./${path}`;
}

function upward(folder: string): readonly string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...upward(parent)];
}
