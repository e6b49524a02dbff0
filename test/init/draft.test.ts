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

describe('a project with several files', () => {
  test('makes host processes need the containers, at the addresses published by Compose', async () => {
    const {tasks, text} = await drafted({'compose.yaml': db, 'package.json': scripts});
    expect(tasks).toEqual({
      network,
      db: database,
      build: {run: 'npm run build'},
      start: {needs: ['db', 'build'], serve: 'npm run start'},
    });
    expect(text).toContain('# Made from compose.yaml and package.json by `bottle init`.\n');
    // YAML 1.1 parsers read 5432:5432 as a base-60 number.
    expect(text).toContain('"5432:5432"');
  });

  test('starts services from the Procfile after the preparations from package.json', async () => {
    const {tasks} = await drafted({'compose.yaml': db, Procfile: 'worker: ./work', 'package.json': scripts});
    expect(tasks).toEqual({
      network,
      db: database,
      build: {run: 'npm run build'},
      worker: {needs: ['db', 'build'], serve: './work', env: {PORT: 5000}},
    });
  });

  test('starts a project only once if Compose builds it', async () => {
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

  test('uses a Dockerfile if no other file defines how to start the project', async () => {
    const {tasks, leftOut} = await drafted({Dockerfile: 'FROM x', 'package.json': scripts});
    expect(Object.keys(tasks as object)).toEqual(['build', 'start']);
    expect(leftOut).toEqual(['Dockerfile: the image, because the project is started without it']);
  });

  test('drafts unique task names', async () => {
    const compose = '{services: {start: {image: "a:1"}, address: {image: "b:1"}}}';
    const {tasks} = await drafted({'compose.yaml': compose, 'package.json': scripts});
    expect(Object.keys(tasks as object)).toEqual(['network', 'start', 'address-2', 'build', 'start-2']);
  });
});

test('drafts three tasks that end on their own if nothing is found', async () => {
  const {tasks, text, leftOut} = await drafted({'README.md': ''});
  expect(Object.keys(tasks as object)).toEqual(['prepare', 'service', 'check']);
  expect(text).toContain('\nuntil: check\n');
  expect(leftOut).toEqual([]);
});

test('starts a draft with the comment for editors', async () => {
  const {text} = await drafted({});
  expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./schema.json');
});

test('keeps all text from files inside values and comments', async () => {
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

describe('an unreadable file', () => {
  test.each([
    ['package.json', '{"scripts": ', /^cannot read `package\.json`: .*JSON.*; fix it, or move it away and/],
    ['compose.yaml', 'services: {a: [}', /^cannot read `compose\.yaml`: .+; fix it/],
    ['compose.yaml', 'services: {a: *no}', /^cannot read `compose\.yaml`: .*\bno\b.*; fix it/],
    ['compose.yaml', '- a', /^cannot read `compose\.yaml`: it is not a map; fix it/],
    ['compose.yaml', '', /^cannot read `compose\.yaml`: it has no `services` map; fix it/],
    ['compose.yaml', 'db: {image: x}', /^cannot read `compose\.yaml`: it has no `services` map; fix it/],
  ])('is reported in %s: %s', async (name, text, message) => {
    const error: unknown = await drafted({[name]: text}).catch((it: unknown) => it);
    expect(error).toBeInstanceOf(BadSource);
    expect((error as BadSource).diagnostic.message).toMatch(message);
  });
});
