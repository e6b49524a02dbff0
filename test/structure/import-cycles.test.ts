import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import ts from 'typescript';
import {expect, test} from 'vitest';

const src = fileURLToPath(new URL('../../src', import.meta.url));

/** The files that each file of src imports, including type imports. */
const imports = new Map(
  readdirSync(src, {recursive: true, encoding: 'utf8'})
    .filter(name => /\.tsx?$/.test(name) && !name.endsWith('.d.ts'))
    .map(name => join(src, name))
    .map(file => [file, importsOf(file, readFileSync(file, 'utf8'))]),
);

// The lint rule `import-x/no-cycle` ignores type imports.
test('no file imports itself through others, not even for types', () => {
  expect([...imports.keys()].flatMap(file => pathBackTo(file) ?? [])).toEqual([]);
});

test('the search finds a cycle', () => {
  const cycle = new Map([
    ['a', ['b']],
    ['b', ['c']],
    ['c', ['a']],
  ]);
  expect(pathBackTo('a', cycle)).toBeDefined();
  expect(pathBackTo('a', new Map([['a', ['b']]]))).toBeUndefined();
});

test.each([
  "import type {B} from './b.ts';",
  "import {type B} from './b.ts';",
  "export type {B} from './b.ts';",
  "type B = import('./b.ts').B;",
])('the search finds a cycle closed by %s', line => {
  const planted = new Map([
    ['/a.ts', importsOf('/a.ts', line)],
    ['/b.ts', importsOf('/b.ts', "import {a} from './a.ts';")],
  ]);
  expect(pathBackTo('/a.ts', planted)).toBeDefined();
});

function importsOf(file: string, text: string): readonly string[] {
  const {importedFiles} = ts.preProcessFile(text);
  return importedFiles
    .map(({fileName}) => fileName)
    .filter(name => name.startsWith('.'))
    .map(name => join(dirname(file), name));
}

/** A description of the path from a file back to itself, or `undefined` if there is none. */
function pathBackTo(
  start: string,
  graph: ReadonlyMap<string, readonly string[]> = imports,
): string | undefined {
  const cameFrom = new Map<string, string>();
  const open = [start];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    for (const next of graph.get(file) ?? []) {
      if (next === start) return trail(file, cameFrom).join(' → ');
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, file);
      open.push(next);
    }
  }
  return undefined;
}

function trail(end: string, cameFrom: ReadonlyMap<string, string>): readonly string[] {
  const files = [end];
  for (let file = cameFrom.get(end); file !== undefined; file = cameFrom.get(file)) files.unshift(file);
  return files.map(file => relative(src, file));
}
