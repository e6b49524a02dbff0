import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {diagnosticText} from '../../src/cli/diagnostic-text.ts';
import {load} from '../../src/config/load.ts';
import {kinds} from '../../src/tasks/registry.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const guides = (await readdir(join(root, 'docs'))).filter(name => name.endsWith('.md'));
const pages = ['README.md', ...guides.map(name => join('docs', name))];
const blocks = (await Promise.all(pages.map(blocksOf))).flat();

/** Every YAML block of the documents is a whole launch file, so that it can be copied and run through `bottle check`. */
describe('the YAML of the documents', () => {
  test('is there', () => expect(blocks.length).toBeGreaterThan(5));

  test.each(blocks)('$place is good', ({yaml}) => expect(mistakesIn(yaml)).toBe(''));
});

test('the example is good', async () => {
  expect(mistakesIn(await readFile(join(root, 'bottle.yaml.example'), 'utf8'))).toBe('');
});

test('a bad block would be told', () => {
  expect(mistakesIn('tasks: {a: {runs: x}}')).toContain('unknown key `runs`');
});

async function blocksOf(page: string) {
  const text = await readFile(join(root, page), 'utf8');
  return [...text.matchAll(/^```ya?ml\n(.*?)^```$/gms)].map(({index, 1: yaml = ''}) => ({
    place: `${page}:${text.slice(0, index).split('\n').length}`,
    yaml,
  }));
}

/** What `bottle check` would say, warnings included. */
function mistakesIn(yaml: string): string {
  const path = join(root, 'bottle.yaml');
  const loaded = load(path, yaml, {vars: {}, env: {}, kinds});
  const diagnostics = 'launch' in loaded ? loaded.launch.warnings : loaded.diagnostics;
  return diagnosticText(diagnostics, () => yaml, {color: false, cwd: root});
}
