import {execFile} from 'node:child_process';
import {readdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {startEditor} from '../lsp/editor.ts';
import {ALL_OF_DOCKER, expectAllComesThrough} from '../support/all-of-docker.ts';
import {withEngine} from '../support/docker.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import {packPackage, type PackedPackage} from '../support/packed-package.ts';

const run = promisify(execFile);

let packed: PackedPackage;
beforeAll(async () => {
  packed = await packPackage();
  await writeFile(join(packed.project, 'package.json'), '{"name": "project"}');
  // Offline, so a dependency would make it fail.
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', packed.tarball], {
    cwd: packed.project,
  });
});
afterAll(async () => await packed.remove());

const installed = (): string => join(packed.project, 'node_modules/.bin/bottle-run');

test('installing bottle installs a single package', async () => {
  const names = await readdir(join(packed.project, 'node_modules'));
  expect(names.filter(name => !name.startsWith('.'))).toEqual(['bottle-run']);
});

test('`npx bottle-run` runs the command', async () => {
  const {stdout} = await run('npx', ['--no', 'bottle-run', '--version'], {cwd: packed.project});
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('scripts loaded on demand are in the package', async () => {
  const rig = await launchRig(`
    tasks:
      address: {alias: {}}
      ca: {certificate: {ca: true}}
      web:
        serve: [${process.execPath}, -e, 'require("http").createServer((_, to) => to.end("hi")).listen(0, "\${{ tasks.address.ip }}", function () { console.log("port", this.address().port) })']
        ready: {log: 'port (?<port>\\d+)'}
      all:
        needs: [ca]
        run: test -s "$CA" && echo "served on $PORT" > result && mkdir made && echo made > made/it
        env: {CA: '\${{ tasks.ca.cert }}', PORT: '\${{ tasks.web.log.port }}'}
        sources: [bottle.yaml]
        generates: [made/**]
    until: all`);
  const ended = await withInstalled(rig).run().ended();
  expect(ended).toMatchObject({code: 0, stderr: ''});
  expect(await rig.read('result')).toMatch(/^served on \d+\n$/);
  expect(await rig.leftBehind()).toEqual([]);
});

test('the terminal view is in the package', async () => {
  const rig = await launchRig('tasks: {hello: {run: echo hello}}');
  const commandLine = `stty rows 24 columns 80; ${installed()} run`;
  const {code, stdout} = await rig.start(['script', '-qec', commandLine, '/dev/null']).ended();
  expect(stdout).toContain('hello');
  expect(code).toBe(0);
});

test('the language server is in the package', async () => {
  await using editor = await startEditor({command: installed()});
  const file = await editor.open('tasks: {a: {needs: [b], run: x}}');
  expect(await file.problems()).toMatchObject([{message: 'task `a` needs unknown task `b`'}]);
});

test('the library can be imported and required', async () => {
  const names = 'console.log(typeof bottle.run)';
  await writeFile(join(packed.project, 'import.mjs'), `import * as bottle from 'bottle-run'; ${names}`);
  await writeFile(join(packed.project, 'require.cjs'), `const bottle = require('bottle-run'); ${names}`);
  for (const file of ['import.mjs', 'require.cjs']) {
    const {stdout} = await run(process.execPath, ['--no-warnings', file], {cwd: packed.project});
    expect(stdout).toBe('function\n');
  }
});

withEngine('the installed command with an engine', () => {
  test('has everything that Docker tasks need', async () => {
    await expectAllComesThrough(withInstalled(await launchRig(ALL_OF_DOCKER)), {});
  });
});

/** A rig with the installed command. */
function withInstalled(rig: LaunchRig): LaunchRig {
  return {
    ...rig,
    run: (args = [], options) => rig.start([installed(), 'run', '--format', 'json', ...args], options),
  };
}
