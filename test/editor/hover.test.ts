import {afterAll, beforeAll, expect, test} from 'vitest';
import {isMap, isScalar, parseDocument, stringify, type Scalar} from 'yaml';
import {mapPlaces, resolved, samplesOf, type Schema} from '../support/schema-places.ts';
import {startYamlEditor, type YamlEditor} from './yaml-editor.ts';

let editor: YamlEditor;
beforeAll(async () => {
  editor = await startYamlEditor();
});
afterAll(async () => await editor[Symbol.asyncDispose]());

const keys = mapPlaces()
  .filter(({isWhole}) => isWhole)
  .flatMap(({name, path, base, keys, fileWith}) =>
    Object.entries(keys).flatMap(([key, schema]) =>
      valuesOf(schema, base[key]).map(value => ({
        name: `${[name, key].filter(Boolean).join('.')}: ${JSON.stringify(value)}`,
        marked: marked(fileWith({...base, [key]: value}), [...path, key]),
        text: resolved(schema).markdownDescription ?? 'no text',
      })),
    ),
  );

test('the table covers all keys of the launch file', () => {
  expect(keys.length).toBeGreaterThan(250);
  expect(keys.map(({name}) => name)).toContain('tasks.a{run}.ready[]{port}.attempt_timeout: "30s"');
});

test.each(keys)('shows the description of $name', async ({marked, text}) => {
  const [title, ...shown] = (await editor.hover(marked)).split('\n');
  expect(title).toBe('#### bottle');
  expect(shown.join('\n').trim().slice(0, text.length)).toBe(text);
});

test('shows the complete text of a hover', async () => {
  expect(await editor.hover('tasks:\n  web:\n    serve: x\n    gra‸ce: 1s\n')).toBe(
    [
      '#### bottle',
      '',
      'The time from the request to stop until the process group is killed.',
      '',
      'Default: `10s`. Unit: `ms`, `s`, `m` or `h`.',
      '',
      'Example:',
      '',
      '```yaml',
      '30s',
      '```',
      '',
      `Source: [bottle.schema.json](${new URL('../../schema/bottle.schema.json', import.meta.url).href})`,
    ].join('\n'),
  );
});

test('describes a task at its name', async () => {
  expect(await editor.hover('tasks:\n  w‸eb:\n    serve: x\n')).toContain('A task: exactly one kind');
});

/** The required value of a key if it is a map, otherwise a sample of each type. */
function valuesOf(schema: Schema, required: unknown): readonly unknown[] {
  return required !== undefined && typeof required === 'object' ? [required] : samplesOf(schema);
}

/** The file with a cursor in the last key of a path. */
function marked(file: unknown, path: readonly (string | number)[]): string {
  const text = stringify(file);
  const map = parseDocument(text).getIn(path.slice(0, -1), true);
  const keys = isMap(map) ? map.items.map(({key}) => key) : [];
  const at = keys.find((key): key is Scalar => isScalar(key) && key.value === path.at(-1))?.range?.[0];
  if (at === undefined) throw new Error(`no ${path.join('.')} in ${text}`);
  return `${text.slice(0, at + 1)}‸${text.slice(at + 1)}`;
}
