import {existsSync} from 'node:fs';
import {readdir, readFile} from 'node:fs/promises';
import {dirname, join, posix} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = await readFile(join(root, 'ARCHITECTURE.md'), 'utf8');
const sources = (await readdir(join(root, 'src'), {recursive: true})).filter(name => name.endsWith('.ts'));

/** The folders of the table, and the purpose of each. */
const table = [...sectionOf('Folders').matchAll(/^\| (`.*`) \| (.*) \|$/gm)].flatMap(
  ([, folders = '', purpose = '']) =>
    [...folders.matchAll(/`([^`]+)`/g)].map(([, folder = '']) => ({folder, purpose})),
);

/** The layers of the picture, the highest first: the folders on each line. */
const layers = [...sectionOf('Layers').matchAll(/^ [^│\n]*│ ([\w ·-]+)│/gm)].map(([, names = '']) =>
  names.split('·').map(name => name.trim()),
);

describe('the table of folders', () => {
  const withFiles = new Set(sources.map(path => dirname(path)).filter(folder => folder !== '.'));

  test('has each folder of src, on one line with its purpose', () => {
    const missing = [...withFiles].filter(path => !table.some(({folder}) => isMeant(folder, path)));
    expect(missing).toEqual([]);
    expect(table.filter(({purpose}) => purpose.length < 10 || purpose.length > 130)).toEqual([]);
  });

  test('has no folder that is gone, and none twice', () => {
    const names = table.map(({folder}) => folder);
    expect(names.filter(folder => ![...withFiles].some(path => isMeant(folder, path)))).toEqual([]);
    expect(names).toEqual([...new Set(names)]);
  });

  test('would not take a folder for its parent', () => {
    expect(isMeant('tasks', 'tasks/host')).toBe(false);
    expect(isMeant('cli/commands/<name>', 'cli/commands/run')).toBe(true);
  });
});

describe('the picture of the layers', () => {
  test('has each folder at the top of src once', () => {
    const tops = new Set(sources.filter(path => path.includes('/')).map(topOf));
    expect(layers.flat().toSorted()).toEqual([...tops].toSorted());
  });

  test('shows that imports go down', async () => {
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
    // Nearly all files import the lowest layers: an empty search would find nothing upward either.
    expect(await importsOf('runner/run.ts')).toContain('vocabulary/failure.ts');
  });
});

test('every file that the page names exists', () => {
  const named = [...page.matchAll(/(?<![\w/])(?:[\w-]+\/)+[\w-]+\.(?:ts|mjs)\b/g)].map(([path]) => path);
  expect(named).toContain('runner/run.ts');
  const missing = named.filter(path => !existsSync(join(root, 'src', path)) && !existsSync(join(root, path)));
  expect(missing).toEqual([]);
});

test('the page can be read in one sitting', () => {
  expect(page.split('\n').length).toBeLessThan(160);
});

function sectionOf(heading: string): string {
  return page.split(/^## /m).find(section => section.startsWith(`${heading}\n`)) ?? '';
}

/** Whether a row of the table is about a folder; `<name>` stands for any one. */
function isMeant(row: string, path: string): boolean {
  const [parent = '', rest] = row.split('<name>');
  return rest === undefined ? row === path : dirname(path) === parent.replace(/\/$/, '');
}

/** The files of src that a file imports, types included. */
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
