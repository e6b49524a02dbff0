import {chmod, symlink} from 'node:fs/promises';
import {expect, test} from 'vitest';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import type {LaunchOptions} from '../support/launch.ts';

const NOTHING = `tasks: {a: {run: 'touch started'}}`;
const DOCKER = `tasks: {a: {container: {image: "x:1"}}}`;
const NO_ENGINE = {DOCKER_HOST: 'unix:///nowhere/docker.sock'};

/** The findings of `bottle doctor` with its exit code. */
async function doctor(rig: LaunchRig, args: readonly string[] = [], options: LaunchOptions = {}) {
  const {code, stdout, stderr} = await rig.bottle(['doctor', '--format', 'json', ...args], options).ended();
  expect(stderr).toBe('');
  const report = JSON.parse(stdout) as {
    readonly ok: boolean;
    readonly file: string | null;
    readonly checks: readonly {check: string; status: string; found: string}[];
  };
  const statuses = Object.fromEntries(report.checks.map(({check, status}) => [check, status]));
  return {code, report, statuses};
}

test('reports nothing for a launch file without requirements', async () => {
  const rig = await launchRig(NOTHING);
  const {code, report, statuses} = await doctor(rig, [], {env: NO_ENGINE});
  expect({code, statuses}).toEqual({code: 0, statuses: {node: 'good', state: 'good', runs: 'good'}});
  expect(report).toMatchObject({version: 2, ok: true, file: `${rig.dir}/bottle.yaml`});
  await expect(rig.read('started')).rejects.toThrow('ENOENT');
});

test('reports a needed engine that does not respond', async () => {
  const rig = await launchRig(DOCKER);
  const {code, stdout} = await rig.bottle(['doctor'], {env: NO_ENGINE}).ended();
  expect(code).toBe(1);
  expect(stdout).toContain(
    [
      'missing  docker  `unix:///nowhere/docker.sock` (DOCKER_HOST): the socket does not exist',
      '                 → start Docker, or set `DOCKER_HOST` to its address',
      '',
      '1 of 4 missing for bottle.yaml',
      '',
    ].join('\n'),
  );
});

test('checks addresses if the file leases any', async () => {
  const rig = await launchRig('tasks: {a: {alias: {pool: 127.1.2.3-127.1.2.4}}}');
  const {report} = await doctor(rig);
  expect(report.checks.at(-1)?.found).toContain('127.1.2.3-127.1.2.4');
});

test('checks everything without a launch file, and only notes missing things', async () => {
  const rig = await launchRig(NOTHING);
  const PATH = `${rig.dir}/bin`;
  await rig.write('bin/README', '');
  await symlink('/bin/df', `${PATH}/df`);
  const {code, report, statuses} = await doctor(rig, [], {cwd: '/', env: {...NO_ENGINE, PATH}});
  expect(code).toBe(0);
  expect(report.file).toBeNull();
  expect(statuses).toMatchObject({node: 'good', state: 'good', docker: 'note', smolvm: 'note'});
});

test('checks the `smolvm` on the PATH', async () => {
  const rig = await launchRig(NOTHING);
  await rig.write('bin/smolvm', '#!/bin/sh\n[ "$1" = machine ] || echo smolvm 1.7.0\n');
  await chmod(`${rig.dir}/bin/smolvm`, 0o755);
  const PATH = `${rig.dir}/bin:${process.env.PATH ?? ''}`;
  const {report} = await doctor(rig, [], {cwd: '/', env: {PATH}});
  expect(report.checks.find(({check}) => check === 'smolvm')).toMatchObject({
    status: 'note',
    found: expect.stringMatching(/^smolvm 1\.7\.0: a machine made `from`/) as string,
  });
});

test('reports a state directory that cannot be created', async () => {
  const rig = await launchRig(NOTHING);
  await rig.write('file', '');
  const {code, statuses} = await doctor(rig, [], {env: {BOTTLE_STATE_DIR: `${rig.dir}/file/state`}});
  expect({code, statuses}).toMatchObject({code: 1, statuses: {state: 'missing'}});
});

test('reports a killed run until the next run has cleaned it up', async () => {
  const rig = await launchRig(`tasks: {a: {serve: 'exec tail -f /dev/null'}}`);
  const launch = rig.run();
  await launch.event('run-ready');
  launch.signal('SIGKILL');
  await launch.ended();
  const {code, report} = await doctor(rig);
  expect(code).toBe(0);
  expect(report.checks.find(({check}) => check === 'runs')).toMatchObject({
    status: 'note',
    found: `a dead run of \`${rig.dir}/bottle.yaml\` left things behind`,
  });
  await rig.bottle(['run', '--', 'true']).ended();
  expect((await doctor(rig)).statuses).toMatchObject({runs: 'good'});
});

test('reports an invalid launch file', async () => {
  const rig = await launchRig('tasks: {a: {runs: x}}');
  const {code, stdout, stderr} = await rig.bottle(['doctor']).ended();
  expect({code, stdout}).toEqual({code: 2, stdout: ''});
  expect(stderr).toContain('unknown key `runs`');
});
