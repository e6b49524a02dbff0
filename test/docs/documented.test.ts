import {execFile} from 'node:child_process';
import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {expect, test} from 'vitest';
import {COMMAND_NAMES} from '../../src/cli/commands/names.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
// The reference is generated from the schema. The guides must explain each key in context.
const guides = (await readdir(join(root, 'docs'))).filter(
  name => name.endsWith('.md') && name !== 'reference.md',
);
const docs = (await Promise.all(guides.map(async name => await textOf('docs', name)))).join('\n');

test('every key of the launch file is documented', async () => {
  const schema = JSON.parse(await textOf('schema', 'bottle.schema.json')) as unknown;

  const keys = keysIn(schema);

  expect(keys).toContain('attempt_timeout');
  // Only rows of tables count, because examples use keys without explaining them.
  const isExplained = (key: string): boolean => new RegExp(`^\\|.*\`[^\`]*\\b${key}\\b`, 'm').test(docs);
  expect(keys.filter(key => !isExplained(key))).toEqual([]);
});

test.each(COMMAND_NAMES)('every option of `%s` is documented', async command => {
  const help = await promisify(execFile)(process.execPath, [
    join(root, 'dist/cli/bottle.js'),
    command,
    '--help',
  ]);

  const options = [...help.stdout.matchAll(/^ +(?:-h, )?(--[\w-]+)/gm)].map(([, option = '']) => option);

  expect(options).toContain('--help');
  const page = await textOf('docs', 'command-line.md');
  expect(options.filter(option => option !== '--help' && !page.includes(`\`${option}`))).toEqual([]);
});

test('every key of a plan is documented', async () => {
  const keys = keysIn(JSON.parse(await textOf('schema', 'plan.schema.json')));

  expect(keys).toContain('worstCase');
  const page = await textOf('docs', 'plan.md');
  expect(keys.filter(key => !page.includes(`\`${key}\``))).toEqual([]);
});

test('every event is documented', async () => {
  const source = await textOf('src', 'vocabulary/event.ts');

  const types = [...source.matchAll(/readonly type: '([\w-]+)'/g)].map(([, type = '']) => type);

  expect(types).toContain('run-ended');
  const page = await textOf('docs', 'command-line.md');
  expect(types.filter(type => !page.includes(`\`${type}\``))).toEqual([]);
});

async function textOf(folder: string, name: string): Promise<string> {
  return await readFile(join(root, folder, name), 'utf8');
}

/** All property names in a schema. */
function keysIn(schema: unknown): readonly string[] {
  if (schema === null || typeof schema !== 'object') return [];
  const {properties} = schema as {readonly properties?: Readonly<Record<string, unknown>>};
  const below = Object.values(schema).flatMap(keysIn);
  return [...new Set([...Object.keys(properties ?? {}), ...below])];
}
