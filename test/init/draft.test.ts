import {describe, expect, test} from 'vitest';
import {BadSource} from '../../src/init/bad-source.ts';
import {drafted} from './draft-rig.ts';

const db = '{services: {db: {image: "postgres:16", ports: ["5432:5432"]}}}';
const app = '{services: {app: {build: .}, db: {image: "postgres:16"}}}';
const scripts = '{"scripts": {"start": "node .", "build": "tsc"}}';
const database = {
  container: {image: 'postgres:16', ports: ['5432:5432'], networks: ['network'], on_exit: 'ignore'},
  ready: {port: 5432},
};
const network = {network: {}};

describe('several files', () => {
  test('what runs on the host needs what runs in Docker, and finds it where Compose has it', async () => {
    const {tasks, text} = await drafted({'compose.yaml': db, 'package.json': scripts});
    expect(tasks).toEqual({
      network,
      db: database,
      build: {run: 'npm run build'},
      start: {needs: ['db', 'build'], serve: 'npm run start'},
    });
    expect(text).toContain('# Made from compose.yaml and package.json by `bottle init`.\n');
    // 5432:5432 is a number of minutes for readers of YAML 1.1.
    expect(text).toContain('"5432:5432"');
  });

  test('the Procfile says how the services start, package.json what comes before', async () => {
    const {tasks} = await drafted({'compose.yaml': db, Procfile: 'worker: ./work', 'package.json': scripts});
    expect(tasks).toEqual({
      network,
      db: database,
      build: {run: 'npm run build'},
      worker: {needs: ['db', 'build'], serve: './work', env: {PORT: 5000}},
    });
  });

  test('a project that Compose builds is not started twice', async () => {
    const {tasks, leftOut, text} = await drafted({
      'compose.yaml': app,
      Procfile: 'web: x',
      'package.json': scripts,
      Dockerfile: 'FROM x',
    });
    expect(Object.keys(tasks as object)).toEqual(['network', 'app-image', 'app', 'db']);
    expect(leftOut).toEqual([
      'Procfile: all of it, because compose.yaml builds and starts this folder',
      'package.json: all of it, because compose.yaml builds and starts this folder',
    ]);
    expect(text).toContain('# Made from compose.yaml by');
  });

  test('a Dockerfile counts where nothing else says how the project starts', async () => {
    const {tasks, leftOut} = await drafted({Dockerfile: 'FROM x', 'package.json': scripts});
    expect(Object.keys(tasks as object)).toEqual(['build', 'start']);
    expect(leftOut).toEqual(['Dockerfile: the image, because the project is started without it']);
  });

  test('names are given once', async () => {
    const compose = '{services: {start: {image: "a:1"}, address: {image: "b:1"}}}';
    const {tasks} = await drafted({'compose.yaml': compose, 'package.json': scripts});
    expect(Object.keys(tasks as object)).toEqual(['network', 'start', 'address-2', 'build', 'start-2']);
  });
});

test('nothing found: three tasks that end by themselves', async () => {
  const {tasks, text, leftOut} = await drafted({'README.md': ''});
  expect(Object.keys(tasks as object)).toEqual(['prepare', 'service', 'check']);
  expect(text).toContain('\nuntil: check\n');
  expect(leftOut).toEqual([]);
});

test('the first line is for editors', async () => {
  const {text} = await drafted({});
  expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./schema.json');
});

test('nothing that a file says becomes more than a value or a comment', async () => {
  const evil = 'x\n  evil:\n    run: "true"';
  const {tasks} = await drafted({
    'compose.yaml': JSON.stringify({
      services: {
        [`${evil}: # "'`]: {image: 'a:1', [evil]: 1, command: [evil, '# x', '"', "'", '{a: b}', '- a']},
      },
    }),
  });
  expect(tasks).toMatchObject({
    'x-evil-run-true': {container: {image: 'a:1', command: [evil, '# x', '"', "'", '{a: b}', '- a']}},
  });
  expect(Object.keys(tasks as object)).toEqual(['network', 'x-evil-run-true']);
});

describe('a file that cannot be read', () => {
  test.each([
    ['package.json', '{"scripts": ', /^cannot read `package\.json`: .*JSON.*; fix it, or move it away and/],
    ['compose.yaml', 'services: {a: [}', /^cannot read `compose\.yaml`: .+; fix it/],
    ['compose.yaml', 'services: {a: *no}', /^cannot read `compose\.yaml`: .*\bno\b.*; fix it/],
    ['compose.yaml', '- a', /^cannot read `compose\.yaml`: it is not a map; fix it/],
    ['compose.yaml', '', /^cannot read `compose\.yaml`: it has no `services` map; fix it/],
    ['compose.yaml', 'db: {image: x}', /^cannot read `compose\.yaml`: it has no `services` map; fix it/],
  ])('%s: %s', async (name, text, message) => {
    const error: unknown = await drafted({[name]: text}).catch((it: unknown) => it);
    expect(error).toBeInstanceOf(BadSource);
    expect((error as BadSource).diagnostic.message).toMatch(message);
  });
});
