import {existsSync} from 'node:fs';
import {readdir, readFile} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {parseDocument} from 'yaml';
import {describe, expect, test} from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = `${root}.github/workflows`;
const {scripts, engines} = JSON.parse(await readFile(`${root}package.json`, 'utf8')) as Package;

interface Package {
  readonly scripts: Readonly<Record<string, string>>;
  readonly engines: {readonly node: string};
}

interface Workflow {
  readonly permissions: Permissions;
  readonly jobs: Readonly<Record<string, Job>>;
}

type Permissions = Readonly<Record<string, string>>;

interface Job {
  readonly needs?: readonly string[];
  readonly uses?: string;
  readonly permissions?: Permissions;
  readonly 'timeout-minutes'?: number;
  readonly strategy?: {readonly matrix: {readonly node: readonly number[]}};
  readonly steps?: readonly {readonly run?: string; readonly uses?: string}[];
}

async function readWorkflow(name: string): Promise<Workflow> {
  const document = parseDocument(await readFile(`${folder}/${name}`, 'utf8'), {strict: true});
  expect([...document.errors, ...document.warnings]).toEqual([]);
  return document.toJS() as Workflow;
}

const commandsOf = (job: Job | undefined): string =>
  (job?.steps ?? []).flatMap(({run}) => run ?? []).join('\n');

describe.each(await readdir(folder))('%s', name => {
  test('runs only scripts that exist', async () => {
    const {jobs} = await readWorkflow(name);

    const commands = Object.values(jobs).map(commandsOf).join('\n');
    const missing = [...commands.matchAll(/\bnpm (?:run ([\w:-]+)|(start|test)\b)/g)].flatMap(
      ([, script, short]) => ((script ?? short ?? '') in scripts ? [] : [script]),
    );
    expect(missing).toEqual([]);
    const files = [...commands.matchAll(/^\.[\w./-]+/gm)].map(([file]) => file);
    expect(files.filter(file => !existsSync(root + file))).toEqual([]);
  });

  test('limits the time of each job and its permissions', async () => {
    const {permissions, jobs} = await readWorkflow(name);

    expect(permissions).toEqual({contents: 'read'});
    const own = Object.values(jobs).filter(({uses}) => uses === undefined);
    expect(own.filter(job => job['timeout-minutes'] === undefined)).toEqual([]);
  });
});

test('CI runs .ci/run on the oldest supported Node and on newer ones', async () => {
  const {linux} = (await readWorkflow('ci.yml')).jobs;

  expect(commandsOf(linux)).toBe('.ci/run');
  const versions = linux?.strategy?.matrix.node ?? [];
  expect(versions).toEqual([20, 22, 24]);
  expect(engines.node).toMatch(new RegExp(`^>=${Math.min(...versions)}\\.`));
});

test('a release is published after the tests, by a job that runs no package code', async () => {
  const {test: tests, pack, publish} = (await readWorkflow('release.yml')).jobs;

  expect(tests?.uses).toBe('./.github/workflows/ci.yml');
  expect(publish?.needs).toEqual(['test', 'pack']);
  expect(publish?.permissions).toEqual({'id-token': 'write'});
  expect(pack?.permissions).toBeUndefined();
  expect(commandsOf(publish)).toMatch(/npm publish .*--provenance/);
  expect(commandsOf(publish)).not.toMatch(/npm (?:ci|install|run|pack)/);
});
