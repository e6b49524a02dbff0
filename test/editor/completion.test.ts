import {Ajv} from 'ajv';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import type {CompletionItem} from 'vscode-languageserver-protocol/node';
import {parse, stringify} from 'yaml';
import {editorLine} from '../../src/schema/editor-line.ts';
import {mapPlaces, resolved, schema, type MapPlace, type Schema} from '../support/schema-places.ts';
import {schemaUrl, startYamlEditor, type YamlEditor} from './yaml-editor.ts';

let editor: YamlEditor;
beforeAll(async () => {
  editor = await startYamlEditor();
});
afterAll(async () => await editor[Symbol.asyncDispose]());

const places = mapPlaces();
const isValid = new Ajv({strict: false}).compile(schema);

describe('completion in each map', () => {
  test.each(places)('$name: offers missing keys and snippets', async place => {
    const items = await editor.complete(keyMarked(place));
    const offered = Object.keys(place.keys).filter(key => !(key in place.base));
    const labels = [...offered, ...place.snippets.map(({label}) => label)];
    expect(items.map(({label}) => label).toSorted()).toEqual(labels.toSorted());
  });

  test.each(places)('$name: inserts text that is valid or needs only a value', async place => {
    const text = keyMarked(place);
    const items = await editor.complete(text);
    const wrong = items
      // A key that every kind has is not a complete task.
      .filter(({label}) => place.isWhole || !isCommon(place, label))
      .map(item => ({label: item.label, file: withInserted(text, item)}))
      .filter(({file}) => !hasGap(file) && !isValid(file));
    expect(wrong).toEqual([]);
  });
});

describe('completion next to existing content', () => {
  const root = Object.keys(schema.properties ?? {});
  const probes = places.find(({name}) => name === 'tasks.a{run}.ready[]');
  const ofTasks = places.find(({name}) => name === 'tasks.a')?.snippets ?? [];

  test.each([
    ['an empty file', '‸', root],
    ['a file with the comment for editors', `${editorLine(schemaUrl)}\n‸`, root],
    ['another task', 'tasks:\n  a: {run: x}\n  ‸', ofTasks.map(({label}) => label)],
    [
      'another probe',
      'tasks:\n  a:\n    run: x\n    ready:\n      - file: x\n      - ‸',
      [...(probes?.snippets ?? []).map(({label}) => label), ...Object.keys(probes?.keys ?? {})],
    ],
    [
      'the keys of a probe in a list',
      'tasks:\n  a:\n    run: x\n    ready:\n      - file: x\n        ‸',
      ['timeout', 'attempt_timeout', 'successes', 'interval'],
    ],
    [
      'another port',
      'tasks:\n  a:\n    container:\n      image: x\n      ports:\n        - "80"\n        - ‸',
      ['8080:80', '${{ tasks.address.ip }}::80'],
    ],
  ])('offers keys, snippets or values in %s', async (_name, text, labels) => {
    expect((await editor.complete(text)).map(({label}) => label).toSorted()).toEqual(labels.toSorted());
  });
});

describe('snippets for every kind', () => {
  const kindPlaces = places.filter(({isWhole}) => !isWhole);

  test.each(kindPlaces)('exist: $name', place => {
    const kinds = place.snippets.map(({label}) => / (.*?)( \{…\})?$/.exec(label.split(':')[1] ?? '')?.[1]);
    const own = Object.keys(place.keys).filter(key => !isCommon(place, key));
    expect([...new Set(kinds)].toSorted()).toEqual(own.toSorted());
  });

  test('of tasks and secrets start with a name', async () => {
    const ofTasks = (await editor.complete('tasks:\n  ‸')).map(({label}) => label);
    const inTask = (await editor.complete('tasks:\n  a:\n    ‸')).map(({label}) => label);
    expect(ofTasks).toEqual(inTask.filter(label => label.startsWith('task: ')));
    expect((await editor.complete('secrets:\n  ‸')).map(({label}) => label)).toEqual([
      'secret: env',
      'secret: file',
    ]);
  });

  test.each(['tasks:\n  ‸', 'secrets:\n  ‸'])('insert valid text at %j', async text => {
    const files = (await editor.complete(text)).map(item => withInserted(text, item));
    const whole = files.map(file => ({tasks: {}, ...(file as object)}));
    expect(whole.filter(file => !isValid(file))).toEqual([]);
  });
});

describe('values of every key', () => {
  const keys = places
    .filter(({isWhole}) => isWhole)
    .flatMap(place => Object.keys(place.keys).map(key => ({name: `${place.name} ${key}`, place, key})))
    .map(({name, place, key}) => ({name, place, key, values: valuesOf(place.keys[key] ?? {})}))
    .filter(({values}) => values.length > 0);

  test('exist', () => expect(keys.length).toBeGreaterThan(80));

  test.each(keys)('are offered: $name', async ({place, key, values}) => {
    const items = await editor.complete(valueMarked(place, key));
    expect(items.map(({label}) => String(parse(label)))).toEqual(expect.arrayContaining([...values]));
  });
});

/** A file with the cursor at a new key in the map. */
function keyMarked({base, fileWith}: MapPlace): string {
  return stringify(fileWith({...base, CURSOR: null})).replace('CURSOR: null', '‸');
}

function valueMarked({base, fileWith}: MapPlace, key: string): string {
  return stringify(fileWith({...base, [key]: 'CURSOR'})).replace('CURSOR', '‸');
}

/** The file after accepting a completion, with its placeholders unchanged. */
function withInserted(marked: string, {textEdit, insertText}: CompletionItem): unknown {
  const lineStart = marked.lastIndexOf('\n', marked.indexOf('‸')) + 1;
  const indent = /^ */.exec(marked.slice(lineStart))?.[0] ?? '';
  const inserted = textOf(textEdit?.newText ?? insertText ?? '').replaceAll('\n', `\n${indent}`);
  return parse(marked.replace('‸', () => inserted));
}

/** The text of a snippet with its placeholders unchanged (https://macromates.com/manual/en/snippets, which editors follow). */
function textOf(snippet: string): string {
  const filled = snippet.replaceAll(
    /\$\{\d+(?::((?:\\.|[^}\\])*))?\}|\$\d+/g,
    (_, text: string | undefined) => text ?? '',
  );
  return filled.replaceAll(/\\([$}\\])/g, '$1');
}

/** Whether a value is still missing. */
function hasGap(value: unknown): boolean {
  if (value === null) return true;
  return typeof value === 'object' && Object.values(value).some(hasGap);
}

/** Whether every kind has the key, so it does not identify a kind. */
function isCommon(place: MapPlace, key: string): boolean {
  const kinds = places.filter(({isWhole, path}) => isWhole && path.join('.') === place.path.join('.'));
  return kinds.every(({keys}) => key in keys);
}

/** Values that the schema suggests for a key, if they fit in one line. */
function valuesOf(subschema: Schema): readonly string[] {
  const {type, enum: choices, const: only, examples = []} = resolved(subschema);
  const values = only === undefined ? (type === 'boolean' ? [true, false] : (choices ?? examples)) : [only];
  return values.filter(value => typeof value !== 'object').map(String);
}
