// Writes schema/bottle.schema.json from the types in src/schema/launch-file.ts.
import {writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {createGenerator} from 'ts-json-schema-generator';
import {forEditors} from './schema-for-editors.mjs';
import {shareDefinitions} from './share-definitions.mjs';

const source = fileURLToPath(new URL('../src/schema/launch-file.ts', import.meta.url));
const target = fileURLToPath(new URL('../schema/bottle.schema.json', import.meta.url));

/** The text of the schema that the types make. */
export function generateSchema() {
  const generator = createGenerator({
    path: source,
    tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)),
    type: 'LaunchFileSource',
    topRef: false,
    jsDoc: 'extended',
    markdownDescription: true,
    additionalProperties: false,
    extraTags: ['patternErrorMessage'],
    // `tsc` checks the types; here that would only cost time.
    skipTypeCheck: true,
  });
  const {$schema, definitions, ...root} = generator.createSchema('LaunchFileSource');
  const schema = {
    $schema,
    $id: 'https://bottle.example/schema/v1/bottle.schema.json',
    title: 'bottle',
    ...root,
    // Free for anchors.
    patternProperties: {'^x-': {}},
    definitions,
  };
  return `${JSON.stringify(shareDefinitions(forEditors(schema)), undefined, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(target, generateSchema());
