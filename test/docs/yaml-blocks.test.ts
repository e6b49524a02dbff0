import {readdir, readFile} from 'node:fs/promises';
import {basename, dirname, join, relative} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import {diagnosticText} from '../../src/cli/text/diagnostic-text.ts';
import {check} from '../../src/lint/check.ts';
import {localDisk, type Disk} from '../../src/lint/disk.ts';
import {kinds} from '../../src/tasks/registry.ts';
import {generousDisk} from '../support/fake-disk.ts';

/** Blocks marked `yaml`, or `yaml bad` for invalid examples. */
const BLOCK = /^```ya?ml( bad)?\n(.*?)^```$/gms;

const root = fileURLToPath(new URL('../..', import.meta.url));
const guides = (await readdir(join(root, 'docs'))).filter(name => name.endsWith('.md'));
const examples = await launchFilesIn(join(root, 'examples'));
const pages = [
  'README.md',
  'examples/docker-agent-sandbox/README.md',
  ...guides.map(name => join('docs', name)),
];
const texts = await Promise.all(
  pages.map(async page => [page, await readFile(join(root, page), 'utf8')] as const),
);
const blocks = texts.flatMap(([page, text]) => blocksIn(page, text));

/** Launch files that blocks include or extend. */
const others: Readonly<Record<string, string>> = {
  'db/bottle.yaml': 'tasks: {db: {serve: ./db.sh, ready: {port: 5432}}}',
  'api/bottle.yaml':
    'vars: {port: 80}\ntasks: {web: {serve: "./api.sh ${{ vars.port }}", ready: {port: "${{ vars.port }}"}}}',
  '../shared/tasks.yaml': 'tasks: {lint: {run: npm run lint}}',
};

const diskOfDocs: Disk = {
  ...generousDisk,
  read: path => others[relative(root, path)] ?? generousDisk.read(path),
};

/** Every YAML block in the documents is a complete launch file that can be copied and checked with `bottle check`. */
describe('YAML in the documents', () => {
  test('exists', () => expect(blocks.length).toBeGreaterThan(5));

  test.each(blocks.filter(({isBad}) => !isBad))('$place is valid', ({yaml}) =>
    expect(mistakesIn(yaml)).toBe(''),
  );

  test.each(blocks.filter(({isBad}) => isBad))('$place is invalid, as marked', ({yaml}) =>
    expect(mistakesIn(yaml, {env: {}})).not.toBe(''),
  );
});

test.each([['bottle.yaml.example'], ...examples.map(name => [join('examples', name, 'bottle.yaml')])])(
  '%s is valid',
  async name => {
    const path = join(root, name);
    expect(mistakesIn(await readFile(path, 'utf8'), {path, disk: localDisk})).toBe('');
  },
);

test('an invalid block is reported with its location, and a suspicious one with a warning', () => {
  const [block, ...more] = blocksIn('page.md', 'Text.\n\n```yaml\ntasks: {a: {runs: x}}\n```\n');
  expect(block?.place).toBe('page.md:3');
  expect(mistakesIn(block?.yaml ?? '')).toContain('unknown key `runs`');
  expect(more).toEqual([]);
  expect(mistakesIn('tasks: {a: {run: sleep 1 && x}}')).toContain('sleep-as-wait');
});

test('no YAML escapes the check', () => {
  const marks = texts.flatMap(([, text]) => text.match(/^[ \t>]*(```+|~~~+)[ \t]*\{?\.?ya?ml\b/gim) ?? []);
  expect(marks.length).toBe(blocks.length);
  // YAML in other blocks and in plain text counts too.
  const rests = texts.map(([, text]) => text.replaceAll(BLOCK, ''));
  expect(rests.filter(rest => /^\s*tasks:/m.test(rest))).toEqual([]);
});

/** The folders with a launch file. */
async function launchFilesIn(folder: string): Promise<readonly string[]> {
  const files = await readdir(folder, {recursive: true});
  return files.filter(name => basename(name) === 'bottle.yaml').map(name => dirname(name));
}

function blocksIn(page: string, text: string) {
  return [...text.matchAll(BLOCK)].map(({index, 1: bad, 2: yaml = ''}) => ({
    place: `${page}:${text.slice(0, index).split('\n').length}`,
    isBad: bad !== undefined,
    yaml,
  }));
}

/** The output of `bottle check` with warnings, assuming that every named file exists and every secret is set. */
function mistakesIn(
  yaml: string,
  {path = join(root, 'bottle.yaml'), disk = diskOfDocs, env = secretsIn(yaml)}: Partial<Surroundings> = {},
): string {
  const {diagnostics} = check(path, yaml, {vars: {}, env, kinds, disk});
  return diagnosticText(diagnostics, () => yaml, {color: false, cwd: root});
}

interface Surroundings {
  readonly path: string;
  readonly disk: Disk;
  readonly env: Readonly<Record<string, string>>;
}

function secretsIn(yaml: string): Readonly<Record<string, string>> {
  return Object.fromEntries([...yaml.matchAll(/\benv: (\w+)\}/g)].map(([, name = '']) => [name, 'set']));
}
