import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect, test} from 'vitest';

const tasks = fileURLToPath(new URL('../../src/tasks', import.meta.url));

test("no task kind imports an engine's client, because it uses its place", async () => {
  const files = (await readdir(tasks, {recursive: true})).filter(name => name.endsWith('.ts'));
  const texts = await Promise.all(
    files.map(async name => [name, await readFile(join(tasks, name), 'utf8')] as const),
  );
  const imports = texts.flatMap(([name, text]) =>
    [...text.matchAll(/from '([^']*)'|import\('([^']*)'\)/g)].map(
      ([, one, other = '']) => `${name}: ${one ?? other}`,
    ),
  );
  expect(imports.length).toBeGreaterThan(100);
  expect(imports.filter(each => /dockerode|\/docker\/|\/kubernetes\//.test(each))).toEqual([]);
});
