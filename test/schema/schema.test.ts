import {readFileSync} from 'node:fs';
import {Ajv} from 'ajv';
import {describe, expect, test} from 'vitest';
import {mapPlaces, resolved, type Schema} from '../support/schema-places.ts';

const text = readFileSync(new URL('../../schema/bottle.schema.json', import.meta.url), 'utf8');

interface Branch {
  readonly if?: {readonly required?: readonly string[]};
  readonly then?: Branch;
  readonly else?: Branch;
  readonly properties?: Readonly<Record<string, {readonly doNotSuggest?: boolean}>>;
  readonly anyOf?: readonly {readonly required: readonly string[]; readonly errorMessage: string}[];
}

const schema = JSON.parse(text) as {
  readonly $schema: string;
  readonly $id: string;
  readonly definitions: Readonly<Record<string, Branch>>;
};

test('is draft-07, without keywords unknown to ajv or editors', () => {
  expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#');
  const ajv = new Ajv({strict: true, allowUnionTypes: true, strictRequired: false});
  ajv.addVocabulary([
    'markdownDescription',
    'errorMessage',
    'patternErrorMessage',
    'doNotSuggest',
    'x-beside',
    'x-coarse',
    'defaultSnippets',
  ]);
  expect(() => ajv.compile(schema)).not.toThrow();
});

const taskKinds = [
  ...['run', 'serve', 'container', 'network', 'volume', 'image', 'machine', 'exec', 'copy'],
  ...['wait', 'alias', 'certificate'],
];

test.each([
  ['TaskSource', taskKinds],
  ['Probe', ['port', 'http', 'log', 'file', 'command', 'notify', 'health', 'echo', 'exec']],
  ['TaskSource.image', ['build', 'pull']],
  ['SecretSource', ['env', 'file']],
  ['PlaceSource', ['docker', 'kubernetes']],
  ['TaskSource.certificate', ['ca', 'issuer']],
])('defines %s as a chain of its kinds', (name, kinds) => {
  const {guards, last} = chainOf(schema.definitions[name]);
  expect(guards).toEqual(kinds);
  // The kind of a task can come from an extended task.
  const others = name === 'TaskSource' ? ['extends'] : [];
  expect(last?.anyOf?.map(({required}) => required)).toEqual([...kinds, ...others].map(key => [key]));
});

const common = [
  ...[
    'needs',
    'extends',
    'description',
    'env',
    'env_file',
    'ready',
    'timeout',
    'wait_timeout',
    'on_dependency_restart',
    'retry',
    'allow_failure',
    'if',
    'tags',
  ],
  'secret_outputs',
  'watch',
];

test.each([
  [
    'run',
    ['run', 'cwd', 'shell', 'outputs', 'sources', 'generates', 'interactive', 'stdin', 'undo', 'grace'],
  ],
  [
    'serve',
    ['serve', 'cwd', 'shell', 'stdin', 'stop', 'stop_signal', 'grace', 'liveness', 'on_exit', 'restart'],
  ],
  ['container', ['container', 'place', 'liveness']],
  ['network', ['network', 'place']],
  ['volume', ['volume', 'place']],
  ['image', ['image', 'place']],
  ['machine', ['machine', 'place', 'liveness']],
  ['exec', ['exec']],
  ['copy', ['copy']],
  ['wait', ['wait']],
  ['alias', ['alias']],
  ['certificate', ['certificate']],
])('offers only the keys of its kind in a %s task', (kind, own) => {
  expect(offered(branchOf(schema.definitions.TaskSource, kind)).toSorted()).toEqual(
    [...common, ...own].toSorted(),
  );
});

test('offers kinds and common keys in a task without a kind', () => {
  expect(offered(chainOf(schema.definitions.TaskSource).last).toSorted()).toEqual(
    [...taskKinds, ...common].toSorted(),
  );
});

const places = mapPlaces().filter(({isWhole}) => isWhole);
const keys = places.flatMap(({name, base, keys}) =>
  Object.entries(keys).map(([key, part]) => ({
    name: `${name} ${key}`,
    // A file with `include` needs no tasks.
    isRequired: key in base || `${name} ${key}` === ' tasks',
    part,
    text: resolved(part).markdownDescription ?? '',
  })),
);

describe('the description of every key', () => {
  test('is a sentence', () => {
    expect(keys.filter(({text}) => !/^[A-Z].*\.$/s.test(text)).map(({name}) => name)).toEqual([]);
  });

  test('includes the default, unless the key is required', () => {
    const silent = keys.filter(({text, isRequired}) => !isRequired && !text.includes('Default: '));
    expect(silent.map(({name}) => name)).toEqual([]);
  });

  test('includes the unit if the value is a number, a duration or a size', () => {
    const silent = keys.filter(({part, text}) => hasUnit(part) && !text.includes('Unit: '));
    expect(silent.map(({name}) => name)).toEqual([]);
    expect(keys.filter(({part}) => hasUnit(part)).length).toBeGreaterThan(40);
  });
});

test('has no `default` that editors would insert into every new map', () => {
  expect(keys.filter(({part}) => 'default' in part).map(({name}) => name)).toEqual([]);
});

/** Excludes numbers with a special meaning, and strings that start with a number and end in letters. */
function hasUnit(subschema: Schema): boolean {
  const {type = [], const: only, pattern = ''} = resolved(subschema);
  const isNumber = ['number', 'integer'].some(name => [type].flat().includes(name));
  return (isNumber && only === undefined) || /^\^\(?\\d\+.*[[(][a-z|]+[\])]\)?\+?\$$/.test(pattern);
}

function chainOf(definition: Branch | undefined): {guards: readonly string[]; last: Branch | undefined} {
  const guard = definition?.if?.required?.[0];
  if (guard === undefined) return {guards: [], last: definition};
  const {guards, last} = chainOf(definition?.else);
  return {guards: [guard, ...guards], last};
}

function branchOf(definition: Branch | undefined, kind: string): Branch | undefined {
  return definition?.if?.required?.[0] === kind
    ? definition.then
    : definition && branchOf(definition.else, kind);
}

function offered(branch: Branch | undefined): readonly string[] {
  return Object.entries(branch?.properties ?? {}).flatMap(([key, value]) =>
    value.doNotSuggest ? [] : [key],
  );
}
