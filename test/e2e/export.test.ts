import {readFile, readdir} from 'node:fs/promises';
import {expect, test} from 'vitest';
import {parse} from 'yaml';
import {launchRig} from '../support/launch-rig.ts';

const FILE = `
name: shop
vars: {tag: a}
tasks:
  web: {container: {image: "nginx:\${{ vars.tag }}"}}
  work: {serve: work}
`;

test('prints the files on stdout and the losses on stderr', async () => {
  const rig = await launchRig(FILE);
  expect(await rig.bottle(['export', 'compose', '--var', 'tag=b']).ended()).toEqual({
    code: 0,
    stdout: `name: shop
services:
  web:
    image: nginx:b
    networks:
      default: null
`,
    stderr: `carried over: 1 of 2 tasks
not carried over:
  work: Compose starts only containers; start it yourself
`,
  });
  const {stdout} = await rig.bottle(['export', 'systemd', 'bottle.yaml']).ended();
  expect(stdout).toMatch(/^# shop\.target\n\[Unit\]\n[\s\S]*\n\n# shop-work\.service\n\[Unit\]\n/);
  const manifests = await rig.bottle(['export', 'kubernetes']).ended();
  expect(manifests.stdout).toMatch(/^apiVersion: apps\/v1\nkind: Deployment\n/);
});

test('writes the files with `--output`, without replacing existing ones', async () => {
  const rig = await launchRig(FILE);
  expect(await rig.bottle(['export', 'systemd', '-o', 'units']).ended()).toMatchObject({
    code: 0,
    stdout: 'units/shop.target\nunits/shop-work.service\n',
  });
  expect((await readdir(`${rig.dir}/units`)).sort()).toEqual(['shop-work.service', 'shop.target']);
  expect(await rig.bottle(['export', 'systemd', '-o', 'units']).ended()).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('`units/shop.target` already exists') as string,
  });
  expect(await rig.bottle(['export', 'systemd', '-o', 'bottle.yaml']).ended()).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('cannot write to `bottle.yaml`') as string,
  });
});

test('rejects a launch file with errors', async () => {
  const rig = await launchRig('tasks: {a: {sevre: x}}');
  const {code, stdout, stderr} = await rig.bottle(['export', 'compose']).ended();
  expect({code, stdout}).toEqual({code: 2, stdout: ''});
  expect(stderr).toContain('bottle.yaml:1:13');
});

test('supports several files, profiles and included files, with paths relative to the target folder', async () => {
  const rig = await launchRig(`
name: shop
include: [./inc/bottle.yaml]
profiles: {ci: {vars: {tag: c}}}
vars: {tag: a}
tasks: {web: {container: {image: "nginx:\${{ vars.tag }}", volumes: [./data:/d]}}}
`);
  await rig.write('more.yaml', 'tasks: {web: {container: {workdir: /srv}}}');
  await rig.write(
    'inc/bottle.yaml',
    'tasks: {api: {container: {image: "api:1", env_file: [./a.env], volumes: ["${{ file.dir }}/y:/y", ./z:/z]}}}',
  );
  const files = ['-f', 'bottle.yaml', '-f', 'more.yaml', '--profile', 'ci'];
  const {stdout} = await rig.bottle(['export', 'compose', ...files]).ended();
  expect(parse(stdout)).toMatchObject({
    services: {
      web: {image: 'nginx:c', working_dir: '/srv', volumes: ['./data:/d']},
      api: {env_file: ['./inc/a.env'], volumes: ['./inc/y:/y', './inc/z:/z']},
    },
  });
  await rig.bottle(['export', 'compose', '-o', 'out', ...files]).ended();
  expect(parse(await readFile(`${rig.dir}/out/compose.yaml`, 'utf8'))).toMatchObject({
    services: {web: {volumes: ['../data:/d']}, api: {env_file: ['../inc/a.env']}},
  });
  const doctor = await rig.bottle(['doctor', '--format', 'json', ...files]).ended();
  expect(JSON.parse(doctor.stdout)).toMatchObject({version: 2, file: `${rig.dir}/bottle.yaml`});
  expect((await rig.bottle(['doctor', '-f', 'none.yaml']).ended()).code).toBe(2);
});
