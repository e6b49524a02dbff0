import {existsSync} from 'node:fs';
import {readdir, readFile} from 'node:fs/promises';
import {dirname, join, posix} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = await readFile(join(root, 'ARCHITECTURE.md'), 'utf8');
const sources = (await readdir(join(root, 'src'), {recursive: true})).filter(name => name.endsWith('.ts'));

/** The folders in the table, with their purposes. */
const table = [...sectionOf('Folders').matchAll(/^\| (`.*`) \| (.*) \|$/gm)].flatMap(
  ([, folders = '', purpose = '']) =>
    [...folders.matchAll(/`([^`]+)`/g)].map(([, folder = '']) => ({folder, purpose})),
);

/** The layers in the diagram, top first: the folders on each line. */
const layers = [...sectionOf('Layers').matchAll(/^ [^│\n]*│ ([\w ·-]+)│/gm)].map(([, names = '']) =>
  names.split('·').map(name => name.trim()),
);

describe('the table of folders', () => {
  const withFiles = new Set(sources.map(path => dirname(path)).filter(folder => folder !== '.'));

  test('has each folder of src on a single line with its purpose', () => {
    const missing = [...withFiles].filter(path => !table.some(({folder}) => isMeant(folder, path)));
    expect(missing).toEqual([]);
    expect(table.filter(({purpose}) => purpose.length < 10 || purpose.length > 130)).toEqual([]);
  });

  test('has no missing folders and no duplicates', () => {
    const names = table.map(({folder}) => folder);
    expect(names.filter(folder => ![...withFiles].some(path => isMeant(folder, path)))).toEqual([]);
    expect(names).toEqual([...new Set(names)]);
  });

  test('distinguishes a folder from its parent', () => {
    expect(isMeant('tasks', 'tasks/host')).toBe(false);
    expect(isMeant('cli/commands/<name>', 'cli/commands/run')).toBe(true);
  });
});

describe('the diagram of layers', () => {
  test('has each top-level folder of src exactly once', () => {
    const tops = new Set(sources.filter(path => path.includes('/')).map(topOf));
    expect(layers.flat().toSorted()).toEqual([...tops].toSorted());
  });

  test('shows imports pointing down', async () => {
    const upward = await Promise.all(
      sources
        .filter(path => path.includes('/'))
        .map(async path => {
          const imported = await importsOf(path);
          return imported
            .filter(to => to.includes('/') && topOf(to) !== topOf(path) && layerOf(to) <= layerOf(path))
            .map(to => `${path} → ${to}`);
        }),
    );
    expect(upward.flat()).toEqual([]);
    // Nearly all files import the lowest layers. Without any imports, the check above would pass too.
    expect(await importsOf('runner/run.ts')).toContain('vocabulary/failure.ts');
  });
});

test('every file named on the page exists', () => {
  const named = [...page.matchAll(/(?<![\w/])(?:[\w-]+\/)+[\w-]+\.(?:ts|mjs)\b/g)].map(([path]) => path);
  expect(named).toContain('runner/run.ts');
  const missing = named.filter(path => !existsSync(join(root, 'src', path)) && !existsSync(join(root, path)));
  expect(missing).toEqual([]);
});

test('the page has fewer than 160 lines', () => {
  expect(page.split('\n').length).toBeLessThan(160);
});

function sectionOf(heading: string): string {
  return page.split(/^## /m).find(section => section.startsWith(`${heading}\n`)) ?? '';
}

/** Whether a row of the table is about a folder. `<name>` matches any name. */
function isMeant(row: string, path: string): boolean {
  const [parent = '', rest] = row.split('<name>');
  return rest === undefined ? row === path : dirname(path) === parent.replace(/\/$/, '');
}

/** The files of src that a file imports, including type imports. */
async function importsOf(path: string): Promise<readonly string[]> {
  const text = await readFile(join(root, 'src', path), 'utf8');
  return [...text.matchAll(/(?:\bfrom|\bimport\() ?'(\.[^']+\.ts)'/g)].map(([, to = '']) =>
    posix.join(dirname(path), to),
  );
}

function topOf(path: string): string {
  return path.slice(0, path.indexOf('/'));
}

function layerOf(path: string): number {
  return layers.findIndex(folders => folders.includes(topOf(path)));
}
