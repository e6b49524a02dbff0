import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

test('files that mock modules do not share their process with others', async () => {
  const names = await readdir(join(ROOT, 'test'), {recursive: true});
  const mocking = names
    .filter(name => name.endsWith('.test.ts'))
    .map(async name => {
      const text = await readFile(join(ROOT, 'test', name), 'utf8');
      return /^\s*vi\.(?:do)?[mM]ock\(/m.test(text) ? [`test/${name}`] : [];
    });
  const config = await readFile(join(ROOT, 'vitest.config.ts'), 'utf8');
  expect((await Promise.all(mocking)).flat().filter(path => !config.includes(`'${path}'`))).toEqual([]);
});
