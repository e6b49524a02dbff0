import {mkdir, readFile, symlink} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {expect, test} from 'vitest';
import {editorLine} from '../../src/schema/editor-line.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';
import {schemaUrl, startYamlEditor} from './yaml-editor.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const bad = 'tasks: {web: {rnu: x, run: x}}\n';
const marked = 'Property rnu is not allowed.';

test('the comment for editors alone selects the schema of the installed package', async () => {
  const dir = await temporaryDirectory();
  await mkdir(join(dir, 'node_modules'));
  await symlink(root, join(dir, 'node_modules/bottle-run'));
  await using editor = await startYamlEditor({}, pathToFileURL(dir).href);

  expect(await editor.mistakes(bad, 'bottle.yaml')).toEqual([]);
  expect(await editor.mistakes(`${editorLine()}\n${bad}`, 'dev.yaml')).toEqual([`2:15-2:18 ${marked}`]);
});

test('the catalog entry matches only launch files', async () => {
  const entry = JSON.parse(await readFile(join(root, 'schema/schemastore/catalog-entry.json'), 'utf8')) as {
    readonly fileMatch: readonly string[];
  };
  await using editor = await startYamlEditor({schemas: {[schemaUrl]: entry.fileMatch}});
  const isMatched = async (path: string) => (await editor.mistakes(bad, path)).length > 0;

  for (const path of ['bottle.yaml', 'sub/bottle.yml', 'sub/dev.bottle.yaml'])
    expect(await isMatched(path)).toBe(true);
  for (const path of ['notbottle.yaml', 'bottle.yaml.yaml', 'compose.yaml'])
    expect(await isMatched(path)).toBe(false);
});
