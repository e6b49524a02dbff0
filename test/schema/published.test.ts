import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {Ajv} from 'ajv';
import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import {editorLine} from '../../src/schema/editor-line.ts';
import {findLaunchFile} from '../../src/cli/commands/launch-path.ts';
import {schema} from '../support/schema-places.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'schema/schemastore');

interface CatalogEntry {
  readonly fileMatch: readonly string[];
  readonly url: string;
  readonly versions: Readonly<Record<string, string>>;
}

const entry = JSON.parse(await textOf('schema/schemastore/catalog-entry.json')) as CatalogEntry;
const id = (schema as {readonly $id: string}).$id;

describe('the id of the schema', () => {
  test('is the URL in the catalog, including the URL of its version', () => {
    expect(entry.url).toBe(id);
    expect(entry.versions).toEqual({[String(version())]: id});
  });

  test('contains the version of the package', async () => {
    const {name, version, files} = JSON.parse(await textOf('package.json')) as {
      readonly name: string;
      readonly version: string;
      readonly files: readonly string[];
    };
    expect(new URL(id).pathname).toBe(`/npm/${name}@${version}/schema/bottle.schema.json`);
    expect(files).toContain('schema');
  });
});

test('the comment for editors names the schema of the installed package', async () => {
  const {name, exports} = JSON.parse(await textOf('package.json')) as {
    readonly name: string;
    readonly exports: Readonly<Record<string, string>>;
  };
  const path = join('node_modules', name, exports['./schema'] ?? '');
  expect(editorLine()).toBe(`# yaml-language-server: $schema=./${path}`);
  expect(JSON.parse(await textOf(exports['./schema'] ?? ''))).toEqual(schema);
});

test('the documents show this comment, and the examples show one for this repository', async () => {
  const guides = (await readdir(join(root, 'docs'))).filter(name => name.endsWith('.md'));
  const pages = ['README.md', ...guides.map(page => join('docs', page))];
  const texts = await Promise.all(pages.map(textOf));
  const lines = texts.flatMap(text => text.match(/^# yaml-language-server: .*$/gm) ?? []);
  expect(new Set(lines)).toEqual(new Set([editorLine()]));
  const [example = ''] = (await textOf('bottle.yaml.example')).split('\n');
  expect(example).toBe(editorLine('./schema/bottle.schema.json'));
});

test('the catalog matches the file names that bottle finds', () => {
  expect(entry.fileMatch).toEqual(expect.arrayContaining(['bottle.yaml', 'bottle.yml']));
  expect(findLaunchFile(join(folder, 'test/bottle'))).toBeUndefined();
});

describe('test documents for the catalog', () => {
  const ajv = new Ajv({strict: false});
  const isValid = ajv.compile(schema);
  const judged = async (name: string) => {
    const files = await readdir(join(folder, name, 'bottle'));
    const texts = files.map(async file => [
      file,
      isValid(parse(await textOf(`schema/schemastore/${name}/bottle/${file}`))),
    ]);
    return Object.fromEntries(await Promise.all(texts)) as Record<string, boolean>;
  };

  test('are valid', async () => {
    expect(Object.entries(await judged('test')).filter(([, isGood]) => !isGood)).toEqual([]);
  });

  test('contain every kind of task and probe', async () => {
    const texts = await Promise.all(
      (await readdir(join(folder, 'test/bottle'))).map(file =>
        textOf(`schema/schemastore/test/bottle/${file}`),
      ),
    );
    const missing = kindsOf('TaskSource')
      .concat(kindsOf('Probe'))
      .filter(kind => !texts.some(text => new RegExp(`^[ -]+${kind}:`, 'm').test(text)));
    expect(missing).toEqual([]);
  });

  test('are invalid if expected', async () => {
    const found = await judged('negative_test');
    expect(Object.keys(found).length).toBeGreaterThan(5);
    expect(Object.entries(found).filter(([, isGood]) => isGood)).toEqual([]);
  });
});

/** The kinds of a union, from the end of its chain. */
function kindsOf(definition: string): readonly string[] {
  let part = schema.definitions?.[definition];
  while (part?.else) part = part.else;
  return part?.anyOf?.flatMap(({required = []}) => required) ?? [];
}

function version(): number {
  return Number(schema.properties?.version?.const);
}

async function textOf(path: string): Promise<string> {
  return await readFile(join(root, path), 'utf8');
}
