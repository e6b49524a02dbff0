// Compiles schema/bottle.schema.json to functions, so that no command has to load ajv and compile the schema.
import {readFileSync, renameSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {Ajv, _, type AnySchemaObject, type CodeKeywordDefinition, type Options} from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import type {EditorSchema} from './schema-types.ts';
import {withoutErrors} from './without-errors.ts';

const schemaFile = fileURLToPath(new URL('../schema/bottle.schema.json', import.meta.url));
const target = fileURLToPath(new URL('../generated/validator.generated.mjs', import.meta.url));
const quickTarget = fileURLToPath(new URL('../generated/is-valid.generated.mjs', import.meta.url));

/** Keywords for readers, which the validator does not need. */
const documentation = new Set([
  'description',
  'markdownDescription',
  'examples',
  'default',
  'title',
  'defaultSnippets',
]);

/** Keywords that validate nothing, but contribute to error messages. */
const hints = ['errorMessage', 'patternErrorMessage', 'doNotSuggest', 'x-beside', 'x-forbidden'];

/** Writes generated/validator.generated.mjs and is-valid.generated.mjs unless they are newer than their inputs. */
export function compileValidator(): void {
  const scripts = ['compile-validator.ts', 'without-errors.ts'].map(file => join(import.meta.dirname, file));
  const madeOf = [schemaFile, ...scripts].map(timeOf);
  if (Math.min(timeOf(target), timeOf(quickTarget)) > Math.max(...madeOf)) return;
  const schema = forValidator(JSON.parse(readFileSync(schemaFile, 'utf8')) as EditorSchema);
  // Errors contain the part of the schema that they come from, including its messages.
  writeWhole(target, appending(compiled(schema, {allErrors: true, verbose: true})));
  writeWhole(quickTarget, withoutErrors(compiled(schema, {allErrors: false})));
}

function timeOf(file: string): number {
  return statSync(file, {throwIfNoEntry: false})?.mtimeMs ?? 0;
}

/** Writes a file under another name and renames it, so that a concurrent import never sees a partial file. */
function writeWhole(file: string, code: string): void {
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, code);
  renameSync(unfinished, file);
}

function compiled(schema: AnySchemaObject, options: Options): string {
  const ajv = new Ajv({
    ...options,
    // bottle writes its own messages.
    messages: false,
    inlineRefs: false,
    strict: true,
    allowUnionTypes: true,
    // `required` is separate from `properties`, for editors.
    strictRequired: false,
    code: {source: true, esm: true, lines: false},
  });
  ajv.addVocabulary(hints);
  ajv.removeKeyword('if');
  for (const keyword of quietKeywords) ajv.addKeyword(keyword);
  const code = standalone.default(ajv, ajv.compile(schema));
  if (code.includes('require('))
    throw new Error('the validator would load ajv; find the keyword that needs it');
  return code;
}

/**
 * Keywords that report only their own error or those of their parts. ajv's versions add an error for each alternative
 * of `anyOf`, and for each `if` around an error: twenty unused errors for a task without a kind.
 */
const quietKeywords: readonly CodeKeywordDefinition[] = [
  {
    keyword: 'if',
    schemaType: 'object',
    trackErrors: true,
    code(cxt) {
      const {gen, parentSchema} = cxt;
      const isMet = gen.name('isMet');
      cxt.subschema({keyword: 'if', createErrors: false, allErrors: false, compositeRule: true}, isMet);
      cxt.reset();
      const clause = (keyword: 'then' | 'else') => () => {
        if (parentSchema[keyword] !== undefined) cxt.subschema({keyword}, gen.name('isValid'));
      };
      gen.if(isMet, clause('then'), clause('else'));
    },
  },
  {
    keyword: 'x-one-of',
    type: 'object',
    schemaType: 'array',
    code(cxt) {
      const keys = cxt.schema as readonly string[];
      const missing = keys.map(key => _`${cxt.data}[${key}] === undefined`);
      cxt.fail(missing.reduce((all, each) => _`${all} && ${each}`));
    },
  },
];

/** Appends errors in place. ajv copies all previous errors for each part that has some, which takes quadratic time. */
function appending(code: string): string {
  return code.replaceAll(
    /vErrors = vErrors === null \? (\w+)\.errors : vErrors\.concat\(\1\.errors\);/g,
    'if(vErrors === null){vErrors = [];}for(const each of $1.errors)vErrors.push(each);',
  );
}

/** Removes documentation, and converts forbidden keys to data. */
function forValidator(schema: EditorSchema): AnySchemaObject {
  const keywords = withForbiddenAsData(withKeysOfAnyOf(withoutCoarse(schema)));
  const kept = Object.entries<unknown>(keywords).filter(([keyword]) => !documentation.has(keyword));
  return Object.fromEntries(
    kept.map(([keyword, value]) => [
      keyword,
      isObject(value) && holdsSchemas.has(keyword) ? mapValues(value, insideFor) : insideFor(value),
    ]),
  );
}

/** Converts the schemas in the value of a keyword. */
function insideFor(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(insideFor);
  return isObject(value) ? forValidator(value) : value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/**
 * Removes patterns that are only for editors: the loader has better messages for these values, and reports them along
 * with all other errors.
 */
function withoutCoarse({'x-coarse': isCoarse, ...schema}: EditorSchema): EditorSchema {
  if (isCoarse !== true) return schema;
  const {pattern, patternErrorMessage, errorMessage, ...rest} = schema;
  return rest;
}

/** A schema with custom keywords that hold data for which ajv has no keyword. */
type ValidatorSchema = EditorSchema & {
  readonly 'x-one-of'?: readonly string[];
  readonly 'x-forbidden'?: Readonly<Record<string, EditorSchema>>;
};

/** Converts `anyOf` to a list of keys, one of which is required, without their messages for editors. */
function withKeysOfAnyOf({anyOf, ...schema}: EditorSchema): ValidatorSchema {
  if (anyOf === undefined) return schema;
  const isSupported = anyOf.every(part =>
    Object.keys(part).every(key => ['required', 'errorMessage'].includes(key)),
  );
  if (!isSupported) throw new Error('the validator supports only `required` in `anyOf`');
  return {...schema, 'x-one-of': anyOf.flatMap(({required = []}) => required)};
}

/**
 * Converts forbidden keys to data. For editors, each known key that is not allowed has its own part of `allOf`.
 * Compiled, these parts would be more than half of the validator, which every command loads. Instead,
 * `additionalProperties` rejects the keys, and their messages are stored next to it.
 */
function withForbiddenAsData(schema: ValidatorSchema): ValidatorSchema {
  const {allOf = [], properties = {}, ...rest} = schema;
  const parts = allOf.filter(isForbidding);
  if (parts.length === 0) return schema;
  const others = allOf.filter(part => !isForbidding(part));
  const forbidden = parts.flatMap(({properties: keys = {}, ...words}) =>
    Object.keys(keys).map(key => [key, words] as const),
  );
  const allowed = Object.entries(properties).filter(([, value]) => !isOnlyHidden(value));
  return {
    ...rest,
    properties: Object.fromEntries(allowed),
    ...(others.length > 0 && {allOf: others}),
    'x-forbidden': Object.fromEntries(forbidden.reverse()),
  };
}

function isForbidding({properties}: EditorSchema): boolean {
  return properties !== undefined && Object.values(properties).every(value => value === false);
}

function isOnlyHidden(value: EditorSchema | false): boolean {
  return value !== false && value.doNotSuggest === true && Object.keys(value).length === 1;
}

const holdsSchemas = new Set(['properties', 'patternProperties', 'definitions']);

function mapValues(object: object, change: (value: unknown) => unknown): object {
  return Object.fromEntries(Object.entries<unknown>({...object}).map(([key, value]) => [key, change(value)]));
}
