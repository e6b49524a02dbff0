import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {generateReference} from '../../scripts/generate-reference.ts';
import {generateReportSchema, generateSchema, reportSchemas} from '../../scripts/generate-schema.ts';

// In one file, because all read the same types, which takes longer than generating a schema.
test.each([
  ['schema/bottle.schema.json', generateSchema],
  ...reportSchemas.map(name => [`schema/${name}`, () => generateReportSchema(name)] as const),
  ['docs/reference.md', generateReference],
] as const)('%s matches the types; `npm run schema` updates it', (path, generate) => {
  expect(readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')).toBe(generate());
});
