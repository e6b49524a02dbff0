import {transformSync} from 'esbuild';

/**
 * Reduces a validator compiled by ajv to one that only returns whether a value is valid. Most files are valid, and most
 * of the code creates errors, which would be loaded and cached for nothing. Relies on the exact code that ajv
 * generates, and throws if any of it is left.
 */
export function withoutErrors(code: string): string {
  const counting = REWRITES.reduce((left, [from, to]) => left.replaceAll(from, to), code);
  // The schemas, which only errors refer to, are unused now.
  const quick = transformSync(withKeySets(counting), {
    format: 'esm',
    treeShaking: true,
    minifySyntax: true,
  }).code;
  if (/vErrors|instancePath|\.errors|parentData|schema\d/.test(quick))
    throw new Error('ajv generates code for errors that scripts/without-errors.ts does not recognize');
  return quick;
}

/** The error count is kept, since ajv compares it before and after a part of the schema. */
const REWRITES: readonly (readonly [RegExp, string])[] = [
  [/\(data, \{instancePath="", parentData, parentDataProperty, rootData=data\}=\{\}\)/g, '(data)'],
  [/validate\d+\.errors = \[\{.*?\}\];return false;/g, 'return false;'],
  [/validate\d+\.errors = vErrors;/g, ''],
  [/let vErrors = null;/g, ''],
  [
    /const err\d+ = \{.*?\};if\(vErrors === null\)\{vErrors = \[err\d+\];\}else \{vErrors\.push\(err\d+\);\}/g,
    '',
  ],
  [
    /vErrors = vErrors === null \? (\w+)\.errors : vErrors\.concat\(\1\.errors\);errors = vErrors\.length;/g,
    'errors++;',
  ],
  [/if\(vErrors !== null\)\{if\((\w+)\)\{vErrors\.length = \1;\}else \{vErrors = null;\}\}/g, ''],
  [/, \{instancePath.*?,rootData\}\)/g, ')'],
];

/** Replaces lookups of known keys in the schema by sets. */
function withKeySets(code: string): string {
  const schemas = new Map(
    [...code.matchAll(/const (schema\d+) = (\{.*?\});(?=const |function )/g)].map(
      ([, name = '', json = '']) => [name, JSON.parse(json) as Part],
    ),
  );
  const sets: string[] = [];
  const rewritten = code.replaceAll(
    /func\d+\.call\((schema\d+)((?:\.\w+)*), (\w+)\)/g,
    (_, schema: string, path: string, key: string) => {
      const part = path
        .split('.')
        .slice(1)
        .reduce<Part | undefined>((outer, name) => outer?.[name], schemas.get(schema));
      sets.push(`const keys${sets.length} = new Set(${JSON.stringify(Object.keys(part ?? {}))});`);
      return `keys${sets.length - 1}.has(${key})`;
    },
  );
  return sets.join('') + rewritten;
}

/** A part of a schema, for following the path to the keys. */
interface Part {
  readonly [name: string]: Part | undefined;
}
