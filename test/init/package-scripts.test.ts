import {describe, expect, test} from 'vitest';
import {drafted} from './draft-rig.ts';

const install = {
  run: 'npm ci',
  sources: ['package.json', 'package-lock.json'],
  generates: ['node_modules/.package-lock.json'],
};
const dependencies = {a: '1'};

describe('scripts of a package', () => {
  test.each([
    [{dev: 'node dev.js'}, {dev: {serve: 'npm run dev'}}],
    [{start: 'node .'}, {start: {serve: 'npm run start'}}],
    [
      {dev: 'node dev.js', start: 'node .', build: 'vite build', test: 'vitest'},
      {dev: {serve: 'npm run dev'}},
    ],
    [
      {start: 'node .', build: 'tsc'},
      {build: {run: 'npm run build'}, start: {needs: ['build'], serve: 'npm run start'}},
    ],
    [
      {build: 'tsc', test: 'vitest'},
      {build: {run: 'npm run build'}, test: {needs: ['build'], run: 'npm run test'}},
    ],
    [{test: 'vitest', dev: ''}, {test: {run: 'npm run test'}}],
    [{build: 'tsc', test: 'echo "Error: no test specified" && exit 1'}, {build: {run: 'npm run build'}}],
  ])('become tasks: %j', async (scripts, expected) => {
    const {tasks} = await drafted({'package.json': JSON.stringify({scripts})});
    expect(tasks).toEqual(expected);
  });

  test.each([['{}'], ['[]'], ['{"scripts": {"dev": 1, "lint": "eslint"}}'], ['{"scripts": null}']])(
    '%s become no tasks',
    async json => {
      const {tasks} = await drafted({'package.json': json});
      expect(Object.keys(tasks as object)).toEqual(['prepare', 'service', 'check']);
    },
  );
});

describe('use the package manager of the lock file', () => {
  test.each([
    ['package-lock.json', {}, install, 'npm run dev'],
    [
      'pnpm-lock.yaml',
      {},
      {
        run: 'pnpm install --frozen-lockfile',
        sources: ['package.json', 'pnpm-lock.yaml'],
        generates: ['node_modules/.modules.yaml'],
      },
      'pnpm run dev',
    ],
    [
      'yarn.lock',
      {},
      {
        run: 'yarn install --frozen-lockfile',
        sources: ['package.json', 'yarn.lock'],
        generates: ['node_modules/.yarn-integrity'],
      },
      'yarn run dev',
    ],
    [
      'yarn.lock',
      {'.yarnrc.yml': ''},
      {
        run: 'yarn install --immutable',
        sources: ['package.json', 'yarn.lock'],
        generates: ['.yarn/install-state.gz'],
      },
      'yarn run dev',
    ],
    [
      'bun.lock',
      {},
      {
        run: 'bun install --frozen-lockfile',
        sources: ['package.json', 'bun.lock'],
        generates: ['node_modules/**/package.json'],
      },
      'bun run dev',
    ],
  ])('%s', async (lockFile, others, expected, serve) => {
    const {tasks} = await drafted({
      'package.json': JSON.stringify({scripts: {dev: 'node dev.js'}, devDependencies: dependencies}),
      [lockFile]: '',
      ...others,
    });
    expect(tasks).toEqual({install: expected, dev: {needs: ['install'], serve}});
  });

  test('need no install without a lock file or without dependencies', async () => {
    const scripts = {dev: 'node dev.js'};
    const unlocked = await drafted({'package.json': JSON.stringify({scripts, dependencies})});
    const empty = await drafted({'package.json': JSON.stringify({scripts}), 'package-lock.json': ''});
    expect(unlocked.tasks).toEqual({dev: {serve: 'npm run dev'}});
    expect(empty.tasks).toEqual({dev: {serve: 'npm run dev'}});
  });
});

describe('npm install replaces npm ci if the project contains bottle', () => {
  const lock = {'package-lock.json': ''};
  const manifest = (more: object): string =>
    JSON.stringify({scripts: {dev: 'node dev.js'}, dependencies, ...more});

  test.each([
    ['as a dependency', {'package.json': manifest({dependencies: {'bottle-run': '^1.0.0'}}), ...lock}],
    [
      'as a development dependency',
      {'package.json': manifest({devDependencies: {'bottle-run': '*'}}), ...lock},
    ],
    ['under another name', {'package.json': manifest({devDependencies: {b: 'npm:bottle-run@1'}}), ...lock}],
    [
      'in a workspace',
      {
        'package.json': manifest({workspaces: ['web']}),
        'web/package.json': '{"devDependencies": {"bottle-run": "1"}}',
        ...lock,
      },
    ],
    [
      'in a dependency',
      {'package.json': manifest({}), 'node_modules/bottle-run/package.json': '{}', ...lock},
    ],
  ])('%s', async (_how, files) => {
    const {tasks, text} = await drafted(files);
    expect(tasks).toMatchObject({install: {...install, run: 'npm install'}});
    expect(text).toContain('# Not `npm ci`, which would delete the bottle that runs it.\n');
  });

  test.each([['bottle'], ['bottle-runner']])('npm ci is used for the unrelated package `%s`', async name => {
    const {tasks} = await drafted({'package.json': manifest({dependencies: {[name]: '1'}}), ...lock});
    expect(tasks).toMatchObject({install});
  });

  test('other package managers are unaffected', async () => {
    const {tasks} = await drafted({
      'package.json': manifest({devDependencies: {'bottle-run': '1'}}),
      'pnpm-lock.yaml': '',
    });
    expect(tasks).toMatchObject({install: {run: 'pnpm install --frozen-lockfile'}});
  });
});

describe('workspaces', () => {
  const packages = {
    'packages/web/package.json': '{"scripts": {"dev": "vite"}}',
    'packages/api/package.json': '{"scripts": {"start": "node ."}}',
    'packages/shared/package.json': '{}',
    'packages/web/node_modules/x/package.json': '{"scripts": {"dev": "x"}}',
  };

  test.each([
    [{'package.json': '{"workspaces": ["packages/*"]}'}, 'npm', []],
    [{'package.json': '{"workspaces": {"packages": ["packages/*/"]}}'}, 'npm', []],
    [
      {'package.json': '{}', 'pnpm-workspace.yaml': 'packages: [packages/*]', 'pnpm-lock.yaml': ''},
      'pnpm',
      ['install'],
    ],
  ])('become tasks: %j', async (root, manager, needs) => {
    const {tasks} = await drafted({...packages, ...root});
    const needing = needs.length > 0 ? {needs} : {};
    expect(tasks).toMatchObject({
      api: {...needing, serve: `${manager} run start`, cwd: 'packages/api'},
      web: {...needing, serve: `${manager} run dev`, cwd: 'packages/web'},
    });
    expect(Object.keys(tasks as object)).toEqual([...needs, 'api', 'web']);
  });

  test('are left to the root package if it starts them', async () => {
    const {tasks} = await drafted({
      ...packages,
      'package.json': '{"workspaces": ["packages/*"], "scripts": {"dev": "turbo dev"}}',
    });
    expect(tasks).toEqual({dev: {serve: 'npm run dev'}});
  });
});
