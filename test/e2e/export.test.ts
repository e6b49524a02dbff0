import {readdir} from 'node:fs/promises';
import {expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';

const FILE = `
name: shop
vars: {tag: a}
tasks:
  web: {container: {image: "nginx:\${{ vars.tag }}"}}
  work: {serve: work}
`;

test('the files go to stdout, and what is lost to stderr', async () => {
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
  work: Compose starts containers only; start it yourself
`,
  });
  const {stdout} = await rig.bottle(['export', 'systemd', 'bottle.yaml']).ended();
  expect(stdout).toMatch(/^# shop\.target\n\[Unit\]\n[\s\S]*\n\n# shop-work\.service\n\[Unit\]\n/);
  const manifests = await rig.bottle(['export', 'kubernetes']).ended();
  expect(manifests.stdout).toMatch(/^apiVersion: apps\/v1\nkind: Deployment\n/);
});

test('`--output` writes them, and replaces none', async () => {
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

test('a launch file with errors is not exported', async () => {
  const rig = await launchRig('tasks: {a: {sevre: x}}');
  const {code, stdout, stderr} = await rig.bottle(['export', 'compose']).ended();
  expect({code, stdout}).toEqual({code: 2, stdout: ''});
  expect(stderr).toContain('bottle.yaml:1:13');
});
