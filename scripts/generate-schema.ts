// Writes schema/bottle.schema.json from the types of the launch file in src/schema, and a schema for the JSON of each command.
import {writeFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {
  createFormatter,
  createParser,
  createProgram,
  DEFAULT_CONFIG,
  SchemaGenerator,
  type Config,
} from 'ts-json-schema-generator';
import {SCHEMA_ADDRESS, SCHEMAS_ADDRESS} from '../src/schema/editor-line.ts';
import {describeKeys} from './describe-keys.ts';
import {forEditors} from './schema-for-editors.ts';
import type {EditorSchema, Root, SourceSchema} from './schema-types.ts';
import {shareDefinitions} from './share-definitions.ts';

/** The JSON that commands print, by the name of its schema. */
const reports = {
  'plan.schema.json': {type: 'Plan', title: 'a plan printed by `bottle plan`'},
  'ps.schema.json': {type: 'RunList', title: 'the runs listed by `bottle ps`'},
  'wait.schema.json': {type: 'WaitReport', title: 'the result of `bottle wait`'},
  'outputs.schema.json': {type: 'OutputsReport', title: 'outputs of tasks'},
  'open.schema.json': {type: 'OpenReport', title: 'the result of `bottle open`'},
  'request.schema.json': {
    type: 'RequestReport',
    title: 'the result of `bottle stop`, `start` or `restart`',
  },
  'event.schema.json': {
    type: 'LoggedEvent',
    title: 'a line printed by `bottle logs --format json`: an event of a run',
  },
  'timeline.schema.json': {
    type: 'TimelineReport',
    title: 'where a run spent its time',
  },
  'copy.schema.json': {type: 'CopyReport', title: 'a line printed by `bottle up --copies`'},
  'down.schema.json': {type: 'DownReport', title: 'the result of `bottle down`'},
} as const;

/** The name of the schema of a command's JSON. */
export type ReportSchema = keyof typeof reports;

export const reportSchemas = Object.keys(reports) as readonly ReportSchema[];

/** Generates the schema of the launch file from its types. */
export function generateSchema(): string {
  const {$schema, definitions, ...root} = launchFileTypes();
  const schema = {
    $schema,
    $id: SCHEMA_ADDRESS,
    title: 'bottle',
    ...root,
    // Reserved for anchors.
    patternProperties: {'^x-': {}},
    definitions,
  };
  return textOf(shareDefinitions(withTasksOrInclude(forEditors(describeKeys(schema)))));
}

/** A file that includes others needs no tasks of its own. */
function withTasksOrInclude({allOf, ...schema}: Root<EditorSchema>): Root<EditorSchema> {
  const errorMessage = 'a launch file needs `tasks` or `include`';
  return {
    ...schema,
    allOf: [{anyOf: ['tasks', 'include'].map(key => ({required: [key], errorMessage}))}],
  };
}

/** The types of the launch file as a schema with the original unions, before it is rewritten for editors. */
export function launchFileTypes(): Root<SourceSchema> {
  return schemaOf('LaunchFileSource', {
    additionalProperties: false,
    markdownDescription: true,
    extraTags: ['patternErrorMessage', 'unit', 'skeleton', 'coarse'],
  });
}

/**
 * Generates the schema of the JSON that a command prints. Additional keys are allowed, since later versions of bottle
 * may add some.
 */
export function generateReportSchema(name: ReportSchema): string {
  const {type, title} = reports[name];
  const {$schema, ...rest} = schemaOf(type, {additionalProperties: true});
  return textOf({$schema, $id: `${SCHEMAS_ADDRESS}/${name}`, title, ...rest});
}

function schemaOf(type: string, options: Config): Root<SourceSchema> {
  const config = {...DEFAULT_CONFIG, ...options, type, topRef: false, jsDoc: 'extended'} as const;
  const program = sourcesOfTypes();
  const generator = new SchemaGenerator(
    program,
    createParser(program, config),
    createFormatter(config),
    config,
  );
  return generator.createSchema(type) as Root<SourceSchema>;
}

type Types = ReturnType<typeof createProgram>;

let sources: Types | undefined;

/** All types, read once for all schemas, since that takes longer than generating one of them. */
function sourcesOfTypes(): Types {
  sources ??= createProgram({
    ...DEFAULT_CONFIG,
    path: fileURLToPath(new URL('../src/{schema/*,history/event-log}.ts', import.meta.url)),
    tsconfig: fileURLToPath(new URL('../tsconfig.json', import.meta.url)),
    // `tsc` already checks the types.
    skipTypeCheck: true,
  });
  return sources;
}

function textOf(schema: object): string {
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const write = (file: string, text: string): void =>
    writeFileSync(new URL(`../schema/${file}`, import.meta.url), text);
  write('bottle.schema.json', generateSchema());
  for (const name of reportSchemas) write(name, generateReportSchema(name));
}
