import {readdir, readFile} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {diagnosticText} from '../../src/cli/diagnostic-text.ts';
import {check} from '../../src/lint/check.ts';
import {localDisk, type Disk} from '../../src/lint/disk.ts';
import {kinds} from '../../src/tasks/registry.ts';
import {generousDisk} from '../support/fake-disk.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const guides = (await readdir(join(root, 'docs'))).filter(name => name.endsWith('.md'));
const examples = await launchFilesIn(join(root, 'examples'));
const pages = ['README.md', ...guides.map(name => join('docs', name))];
const blocks = (await Promise.all(pages.map(blocksOf))).flat();

/** Every YAML block of the documents is a whole launch file, so that it can be copied and run through `bottle check`. */
describe('the YAML of the documents', () => {
  test('is there', () => expect(blocks.length).toBeGreaterThan(5));

  test.each(blocks)('$place is good', ({yaml}) => expect(mistakesIn(yaml)).toBe(''));
});

test.each([['bottle.yaml.example'], ...examples.map(name => [join('examples', name, 'bottle.yaml')])])(
  '%s is good',
  async name => {
    const path = join(root, name);
    expect(mistakesIn(await readFile(path, 'utf8'), path, localDisk)).toBe('');
  },
);

test('a bad block would be told, and a doubtful one', () => {
  expect(mistakesIn('tasks: {a: {run: sleep 1 && x}}')).toContain('sleep-as-wait');
  expect(mistakesIn('tasks: {a: {runs: x}}')).toContain('unknown key `runs`');
});

/** The folders that hold a launch file. */
async function launchFilesIn(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder, {recursive: true});
  return files.filter(name => basename(name) === 'bottle.yaml').map(name => dirname(name));
}

async function blocksOf(page: string) {
  const text = await readFile(join(root, page), 'utf8');
  return [...text.matchAll(/^```ya?ml\n(.*?)^```$/gms)].map(({index, 1: yaml = ''}) => ({
    place: `${page}:${text.slice(0, index).split('\n').length}`,
    yaml,
  }));
}

/** What `bottle check` would say, warnings included, where every file is that is named and every secret is set. */
function mistakesIn(yaml: string, path = join(root, 'bottle.yaml'), disk: Disk = generousDisk): string {
  const env = Object.fromEntries([...yaml.matchAll(/\benv: (\w+)\}/g)].map(([, name = '']) => [name, 'set']));
  const {diagnostics} = check(path, yaml, {vars: {}, env, kinds, disk});
  return diagnosticText(diagnostics, () => yaml, {color: false, cwd: root});
}
