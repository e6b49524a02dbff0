import {mkdir, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {matchFiles} from '../../src/freshness/match-files.ts';
import {unmatchedPatterns} from '../../src/freshness/unmatched-patterns.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bottle-patterns-'));
  for (const name of ['app/(shop)/[id].tsx', 'src/a.ts', '.env', 'node_modules/x/index.js']) {
    await mkdir(dirname(join(folder, name)), {recursive: true});
    await writeFile(join(folder, name), '');
  }
});
afterAll(async () => await rm(folder, {recursive: true}));

test.each([
  [['app/(shop)/[id].tsx', 'src'], []],
  [['app/(shop)/*.tsx', '*'], []],
  [
    ['src/*.js', 'src/a.ts', 'gone'],
    ['src/*.js', 'gone'],
  ],
  [['src/**', '!src/a.ts'], ['src/**']],
  [['**/index.js'], ['**/index.js']],
  [['node_modules/*/index.js'], []],
  [['!gone'], []],
])(
  'finds which patterns of %j match no files, before and during the run: %j',
  async (patterns, unmatched) => {
    expect(unmatchedPatterns(folder, patterns)).toEqual(unmatched);
    expect((await matchFiles(folder, patterns)).unmatched).toEqual(unmatched);
  },
);
