// Writes schema/bottle.schema.json from the types in src/schema, and schema/plan.schema.json from src/schema/plan.ts.
import {writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {createGenerator, type Config} from 'ts-json-schema-generator';
import {describeKeys} from './describe-keys.ts';
import {forEditors} from './schema-for-editors.ts';
import type {Root, SourceSchema} from './schema-types.ts';
import {shareDefinitions} from './share-definitions.ts';

const targets = {'bottle.schema.json': generateSchema, 'plan.schema.json': generatePlanSchema};

/** The text of the schema that the types make. */
export function generateSchema(): string {
  const {$schema, definitions, ...root} = launchFileTypes();
  const schema = {
    $schema,
    $id: `${home}/bottle.schema.json`,
    title: 'bottle',
    ...root,
    // Free for anchors.
    patternProperties: {'^x-': {}},
    definitions,
  };
  return textOf(shareDefinitions(forEditors(describeKeys(schema))));
}

/** The types of the launch file as a schema, before it is rewritten for editors: with unions as they are written. */
export function launchFileTypes(): Root<SourceSchema> {
  return schemaOf('launch-file.ts', 'LaunchFileSource', {
    additionalProperties: false,
    markdownDescription: true,
    extraTags: ['patternErrorMessage', 'unit', 'skeleton', 'coarse'],
  });
}

/** The same for a plan as JSON. Further keys are allowed: a later bottle may add some. */
export function generatePlanSchema(): string {
  const {$schema, ...rest} = schemaOf('plan.ts', 'Plan', {additionalProperties: true});
  return textOf({$schema, $id: `${home}/plan.schema.json`, title: 'a plan of bottle', ...rest});
}

const home = 'https://bottle.example/schema/v1';

function schemaOf(source: string, type: string, options: Config): Root<SourceSchema> {
  const generator = createGenerator({
    path: fileURLToPath(new URL(`../src/schema/${source}`, import.meta.url)),
    tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)),
    type,
    topRef: false,
    jsDoc: 'extended',
    // `tsc` checks the types; here that would only cost time.
    skipTypeCheck: true,
    ...options,
  });
  return generator.createSchema(type) as Root<SourceSchema>;
}

function textOf(schema: object): string {
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [file, generate] of Object.entries(targets))
    writeFileSync(new URL(`../schema/${file}`, import.meta.url), generate());
}
