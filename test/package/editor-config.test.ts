import {readFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {resolveConfig} from 'prettier';
import {expect, test} from 'vitest';

const source = fileURLToPath(new URL('../../src/index.ts', import.meta.url));
const text = await readFile(new URL('../../.editorconfig', import.meta.url), 'utf8');

test('editors and prettier use the same formatting', async () => {
  const options = await resolveConfig(source, {editorconfig: true});

  // Prettier's options from .editorconfig and its own file. The defaults are two spaces and line feeds.
  expect(options).toMatchObject({useTabs: false, tabWidth: 2, endOfLine: 'lf'});
  expect(text).toContain(`max_line_length = ${options?.printWidth}\n`);
});
