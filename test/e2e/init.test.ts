import {readdir} from 'node:fs/promises';
import {expect, onTestFinished, test} from 'vitest';
import {BUSYBOX, docker, withEngine} from '../support/docker.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import {editorLine, SCHEMA_ADDRESS} from '../../src/schema/editor-line.ts';

const SERVER = `require('node:http').createServer((_, response) => response.end('hello')).listen(process.env.PORT);`;

/** A rig with a project in its folder `project`. The rig's own launch file does not belong to the project. */
async function projectRig(files: Readonly<Record<string, string>>): Promise<LaunchRig> {
  const rig = await launchRig('tasks: {}');
  await rig.write('project/README.md', '');
  for (const [name, text] of Object.entries(files)) await rig.write(`project/${name}`, text);
  return rig;
}

test.each([
  ['nothing', {}, [], 'hello from the check'],
  [
    'a Procfile',
    {Procfile: 'release: echo released\nweb: node server.cjs\n', 'server.cjs': SERVER},
    ['--', 'true'],
    'released',
  ],
  [
    'scripts that end',
    {'package.json': '{"scripts": {"build": "echo built", "test": "echo tested"}}'},
    [],
    'tested',
  ],
  [
    'a script that keeps running',
    {'package.json': '{"scripts": {"start": "echo up && exec tail -f /dev/null"}}'},
    ['--', 'true'],
    'start',
  ],
])('creates from %s a launch file that passes `check` and runs', async (_, files, args, printed) => {
  const rig = await projectRig(files);
  const cwd = `${rig.dir}/project`;
  expect(await rig.bottle(['init', 'project']).ended()).toMatchObject({code: 0, stderr: ''});
  expect(await rig.bottle(['check'], {cwd}).ended()).toMatchObject({code: 0, stderr: ''});
  const run = await rig.bottle(['run', ...args], {cwd}).ended();
  expect(run.code).toBe(0);
  expect(run.stdout + run.stderr).toContain(printed);
  expect(await rig.leftBehind()).toEqual([]);
});

test('reports what was created, its sources, and what was not carried over', async () => {
  const rig = await projectRig({'compose.yaml': '{services: {app: {image: "app:1", attach: false}}}'});
  expect(await rig.bottle(['init'], {cwd: `${rig.dir}/project`}).ended()).toEqual({
    code: 0,
    stdout: [
      'bottle.yaml: 2 tasks from compose.yaml',
      'not carried over:',
      '  compose.yaml: service `app`: `attach`: bottle shows the output of all tasks; `bottle logs` selects some',
      'next: check whether you need the parts that were not carried over, then start it with `bottle run`',
      '',
    ].join('\n'),
    stderr: '',
  });
});

test.each([
  ['image: "app:${V:?say which}"', 'fix this, then start it with `bottle run`'],
  [
    'image: "app:1", depends_on: {db: {condition: service_healthy}}',
    'decide, then start it with `bottle run`',
  ],
])('suggests after {%s} the next step: %s', async (service, next) => {
  const services = `{services: {app: {${service}}, db: {image: "db:1"}}}`;
  const rig = await projectRig({'compose.yaml': services});
  const {code, stdout} = await rig.bottle(['init', 'project']).ended();
  expect(code).toBe(0);
  expect(stdout.trimEnd().split('\n').at(-1)).toBe(`next: ${next}`);
  if (next.startsWith('fix'))
    expect(stdout).toContain(
      'to be fixed before it can start:\n  environment variable `V` is not set: say which\n',
    );
});

withEngine('a complete draft', () => {
  test.each([
    ['app:${V:-1}', '`bottle run` (pulls `app:1` first)'],
    [BUSYBOX, '`bottle run` starts it'],
  ])('with the image %s suggests the next step: %s', async (image, next) => {
    const services = `{services: {app: {image: "${image}"}, same: {image: "${BUSYBOX}"}}}`;
    const rig = await projectRig({'compose.yaml': services.replaceAll(':latest', ':here')});
    const here = BUSYBOX.replace(':latest', ':here');
    await docker('tag', BUSYBOX, here);
    onTestFinished(async () => {
      await docker('rmi', here);
    });
    const {stdout} = await rig.bottle(['init', 'project']).ended();
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(`next: ${next}`);
  });
});

test('suggests starting the engine first if it does not respond', async () => {
  const rig = await projectRig({'compose.yaml': '{services: {app: {image: "app:1"}}}'});
  const {stdout} = await rig
    .bottle(['init', 'project'], {env: {DOCKER_HOST: 'unix:///nowhere.sock'}})
    .ended();
  expect(stdout.trimEnd().split('\n').at(-1)).toBe(
    'next: start Docker (it does not respond), then `bottle run`',
  );
});

test('uses the Compose files named by `--from`', async () => {
  const rig = await projectRig({
    'a.yaml': 'services: {app: {image: "app:1", command: a}}',
    'b.yaml': 'services: {app: {command: b}}',
  });
  const {stdout} = await rig
    .bottle(['init', '--from', 'a.yaml', '--from', 'b.yaml', '--stdout', 'project'])
    .ended();
  expect(stdout).toContain('# Made from a.yaml and b.yaml by `bottle init`.\n');
  expect(stdout).toContain('      command: [b]\n');
  const {code, stderr} = await rig.bottle(['init', '--from', 'c.yaml', 'project']).ended();
  expect(code).toBe(2);
  expect(stderr).toBe(
    'error: cannot read `c.yaml`: the file does not exist; fix it, or move it away and run `bottle init` again\n',
  );
});

test.each(['bottle.yaml', 'bottle.yml'])('keeps an existing %s', async name => {
  const rig = await projectRig({[name]: 'mine'});
  expect(await rig.bottle(['init', 'project']).ended()).toEqual({
    code: 2,
    stdout: '',
    stderr: `error: \`project/${name}\` already exists and was not changed; print the new file with \`bottle init --stdout\`\n`,
  });
  expect(await rig.read(`project/${name}`)).toBe('mine');
});

test('writes only once if called concurrently', async () => {
  const rig = await projectRig({});
  const ended = await Promise.all([1, 2, 3].map(async () => await rig.bottle(['init', 'project']).ended()));
  expect(ended.map(({code}) => code).sort()).toEqual([0, 2, 2]);
  expect((await readdir(`${rig.dir}/project`)).sort()).toEqual(['README.md', 'bottle.yaml']);
});

test('prints the launch file with `--stdout`, and its report on stderr', async () => {
  const rig = await projectRig({'bottle.yaml': 'mine', Procfile: 'a: x\nno process\n'});
  const {code, stdout, stderr} = await rig.bottle(['init', '--stdout', 'project']).ended();
  expect({code, stderr}).toEqual({
    code: 0,
    stderr: 'not carried over:\n  Procfile:2: expected `name: command`\n',
  });
  expect(stdout).toMatch(/^# yaml-language-server: .*\n[\s\S]*\n {2}a:\n {4}serve: x\n/);
  expect(await rig.read('project/bottle.yaml')).toBe('mine');
});

test('uses the schema of the nearest package with bottle', async () => {
  const rig = await projectRig({'packages/web/Procfile': 'a: x'});
  await rig.write('project/node_modules/bottle-run/schema/bottle.schema.json', '{}');
  await rig.bottle(['init', 'project/packages/web']).ended();
  expect((await rig.read('project/packages/web/bottle.yaml')).split('\n')[0]).toBe(
    '# yaml-language-server: $schema=../../node_modules/bottle-run/schema/bottle.schema.json',
  );
});

test('uses the web address of the schema for this version if no package has bottle', async () => {
  const rig = await projectRig({Procfile: 'a: x'});
  await rig.bottle(['init', 'project']).ended();
  expect((await rig.read('project/bottle.yaml')).split('\n')[0]).toBe(editorLine(SCHEMA_ADDRESS));
});

test('reports an unreadable file with its location, without writing anything', async () => {
  const rig = await projectRig({'compose.yaml': 'services:\n  a: [}\n'});
  const {code, stdout, stderr} = await rig.bottle(['init', 'project']).ended();
  expect({code, stdout}).toEqual({code: 2, stdout: ''});
  expect(stderr).toMatch(
    /^error: cannot read `compose\.yaml`: .*\n +--> project\/compose\.yaml:2:\d+\n2 \| {3}a: \[\}\n/,
  );
  expect((await readdir(`${rig.dir}/project`)).sort()).toEqual(['README.md', 'compose.yaml']);
});

test('reports a missing folder', async () => {
  const rig = await projectRig({});
  const {code, stdout, stderr} = await rig.bottle(['init', 'nowhere']).ended();
  expect({code, stdout}).toEqual({code: 2, stdout: ''});
  expect(stderr).toMatch(/^error: cannot create a launch file in `nowhere`: ENOENT/);
});
