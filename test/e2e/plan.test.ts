import {readdir} from 'node:fs/promises';
import {dirname} from 'node:path';
import {stripVTControlCharacters} from 'node:util';
import {expect, test} from 'vitest';
import type {Plan} from '../../src/schema/plan.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import {onTerminal} from '../support/terminal.ts';

/** Tasks of every kind with side effects, and secrets that must not be read. */
const FILE = `
secrets: {TOKEN: {env: TOKEN}, LOST: {file: no-such-file}}
tasks:
  address: {alias: {}}
  image: {image: {build: .}}
  inside: {network: {}}
  box: {container: {image: "\${{ tasks.image.ref }}", networks: [inside]}, ready: {health: {}}}
  enter: {exec: {in: box, command: "touch started"}}
  fetch: {copy: {from: "box:/a", to: b}}
  made: {run: "touch started \${{ secrets.LOST }}", sources: [bottle.yaml], generates: [started]}
  up: {serve: "touch started; exec sleep 1000", env: {T: "\${{ secrets.TOKEN }} \${{ env.TOKEN }}"}, ready: {file: started}}
  agent: {needs: [up], run: cat, interactive: true}
`;

const OUT_OF_REACH = {
  // No engine responds and no program is found, not even a shell.
  env: {DOCKER_HOST: 'tcp://127.0.0.1:1', PATH: '/nowhere', TOKEN: 'the-secret-itself'},
};

test.each([
  ['plan'],
  ['plan --format json'],
  ['plan --format svg'],
  ['plan --format html'],
  ['run --dry-run'],
  ['run --dry-run --format json'],
])('`bottle %s` has no side effects: no state, no engine, no command, no secret', async options => {
  const rig = await launchRig(FILE);
  const before = await readdir(rig.dir);
  const {code, stdout, stderr} = await rig.bottle(options.split(' '), OUT_OF_REACH).ended();
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  expect(stdout).toContain('‹secret TOKEN› ‹secret TOKEN›');
  expect(stdout).not.toContain('the-secret-itself');
  expect(await readdir(rig.dir)).toEqual(before);
  // A state directory would be next to these folders.
  const beside = await readdir(dirname(rig.dir));
  expect(beside.sort()).toEqual(['dist', 'tmp', 'work']);
});

test('`bottle run --dry-run` prints the same as `bottle plan`', async () => {
  const rig = await launchRig(FILE);
  for (const options of [
    [],
    ['fetch', 'up'],
    ['--only', 'up'],
    ['--jobs', '1', '--keep-going'],
    ['--', 'npm', 'test'],
  ]) {
    expect(await printed(rig, ['run', '--dry-run', ...options])).toBe(
      await printed(rig, ['plan', ...options]),
    );
  }
});

test.each([
  {options: ['up'], tasks: ['up']},
  {options: ['fetch'], tasks: ['image', 'inside', 'box', 'fetch']},
  {options: ['--only', 'agent'], tasks: ['agent']},
  {options: ['bottle.yaml', 'inside'], tasks: ['inside']},
  {options: ['agent', '--', 'npm', 'test'], tasks: ['up', 'agent', 'the command']},
])('`bottle plan $options` plans $tasks', async ({options, tasks}) => {
  const rig = await launchRig(FILE);
  const made = JSON.parse(await printed(rig, ['plan', '--format', 'json', ...options])) as Plan;
  expect(made.tasks.map(({task}) => task)).toEqual(tasks);
});

test('a plan after a run shows the duration of its tasks', async () => {
  const rig = await launchRig(
    `tasks: {a: {run: 'true'}, b: {needs: [a], run: 'true'}, c: {run: 'false', needs: [b]}}`,
  );
  expect(await printed(rig, ['plan'])).not.toContain('last');
  expect((await rig.run().ended()).code).toBe(1);
  const text = await printed(rig, ['plan']);
  expect(text).toMatch(/last runs: [\d.]+ m?s \(a \d+ ms → b \d+ ms → c\); c has no recorded time\n/);
});

test('a plan lists values, except those that are not known yet', async () => {
  const rig = await launchRig(`
    vars: {known: value}
    tasks:
      address: {alias: {}}
      up: {run: 'true', env: {KNOWN: "\${{ vars.known }}", LATER: "\${{ tasks.address.ip }}"}}
  `);
  const {stdout} = await rig.bottle(['plan']).ended();
  expect(stdout).toContain('after address: ${{ tasks.address.ip }} in env.LATER');
  expect(stdout).toContain('env.KNOWN = value');
  expect(stdout).not.toContain('env.LATER =');
});

test('`--var` changes the plan', async () => {
  const rig = await launchRig(`vars: {on: ""}\ntasks: {a: {if: "\${{ vars.on }}", run: x}}`);
  expect(await printed(rig, ['plan'])).toContain('skipped, its condition');
  expect(await printed(rig, ['plan', '--var', 'on=1'])).not.toContain('skipped');
});

test.each([
  {args: ['plan', 'wbe'], error: 'error: there is no task `wbe`, did you mean `web`?\n'},
  {args: ['plan', '--given', 'a.b=c'], error: 'error: `--given` needs `--only`\n'},
  {
    args: ['run', '--format', 'text'],
    error:
      'error: `--format text` needs `--dry-run`; a run supports auto, plain, json\n(see `bottle run --help`)\n',
  },
])('`bottle $args` is rejected', async ({args, error}) => {
  const rig = await launchRig(`tasks: {web: {run: 'touch started'}}`);
  const {code, stdout, stderr} = await rig.bottle(args).ended();
  expect({code, stdout, stderr}).toEqual({
    code: 2,
    stdout: '',
    stderr: error,
  });
  await expect(rig.read('started')).rejects.toThrow('ENOENT');
});

test('a plan on a terminal has colors and fits its width, and respects NO_COLOR', async () => {
  const long = 'word '.repeat(60).trim();
  const rig = await launchRig(`tasks: {a: {run: 'echo ${long}'}}`);
  const {code, stdout} = await onTerminal(rig, ['plan']).ended();
  expect(code).toBe(0);
  expect(stdout).toContain('\u001b[1mwave 1');
  const lines = stripVTControlCharacters(stdout).split('\r\n');
  expect(lines.find(line => line.includes('run echo'))?.length).toBeLessThanOrEqual(150);
  const {stdout: plain} = await onTerminal(rig, ['plan'], {NO_COLOR: '1'}).ended();
  expect(plain).not.toContain('\u001b');
});

test('a reader that closes the pipe early causes no error', async () => {
  const rig = await launchRig(
    `tasks: {${Array.from({length: 3000}, (_, at) => `t${at}: {run: x}`).join(', ')}}`,
  );
  const launch = rig.start(['sh', '-c', `"${process.execPath}" "${rig.command}" plan --all | head -n 1`]);
  expect(await launch.ended()).toEqual({
    code: 0,
    stdout: 'work: 3000 tasks in 1 wave, bottle.yaml\n',
    stderr: '',
  });
});

async function printed(rig: LaunchRig, args: readonly string[]): Promise<string> {
  const {code, stdout, stderr} = await rig.bottle(args, {env: {TOKEN: 'x'}}).ended();
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  return stdout;
}
