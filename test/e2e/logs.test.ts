import {readdir, readFile, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {Ajv, type AnySchema} from 'ajv';
import {expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';

const SHOP = `
  tasks:
    db: {serve: 'echo up; exec tail -f /dev/null', ready: {log: up}}
    web: {run: 'echo one; echo two; printf "\\033[31mred\\033[0m\\n"; exit 3', needs: [db]}
`;

/** The lines without ids, times and the padding of names. */
function steady(text: string): readonly string[] {
  return text
    .trimEnd()
    .split('\n')
    .map(line =>
      line
        .replace(/ +/g, ' ')
        .replace(/\d{8}-\d{6}-\w{4}/, '‹run›')
        .replace(/\d+(\.\d+)? m?s\b/, '‹time›')
        .replace(/pid \d+/, 'pid ‹pid›')
        .replace(/^(\w+ (?:\| )?)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z /, '$1‹utc› '),
    );
}

test('shows the output and events of a failed run in order', async () => {
  const rig = await launchRig(SHOP);
  expect((await rig.run().ended()).code).toBe(1);
  const logs = async (...args: readonly string[]) => await rig.bottle(['logs', ...args]).ended();

  const {code, stdout, stderr} = await logs();
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  expect(steady(stdout)).toEqual([
    ...['bottle run ‹run› of work: 2 tasks', 'db started'],
    'db waiting for a log line matching /up/, at most ‹time›',
    ...['db | up', 'db ready in ‹time›: pid ‹pid›', 'web started'],
    ...['web | one', 'web | two', 'web | red'],
    'web failed after ‹time›: task `web` exited with code 3',
    ...['bottle stopping 1 task', 'db stopped in ‹time›', 'bottle failed after ‹time›'],
  ]);
  expect((await logs('--no-prefix', 'web')).stdout).toBe('one\ntwo\nred\n');
  expect(steady((await logs('-t', '--tail', '2', 'web')).stdout)).toEqual([
    'web | ‹utc› red',
    'web ‹utc› failed after ‹time›: task `web` exited with code 3',
  ]);
  expect((await logs('--since', '2999-01-01')).stdout).toBe('');
  const json = (await logs('--format', 'json', 'db')).stdout.trimEnd().split('\n');
  expect(json.map(line => (JSON.parse(line) as {type: string}).type)).toEqual([
    ...['task-started', 'task-probing', 'probe-started', 'task-output', 'probe-passed', 'task-ready'],
    ...['task-stopping', 'task-stopped'],
  ]);
  const schema = await readFile(new URL('../../schema/event.schema.json', import.meta.url), 'utf8');
  const validate = new Ajv({strict: true}).compile(JSON.parse(schema) as AnySchema);
  const all = (await logs('--format', 'json')).stdout.trimEnd().split('\n');
  expect(all.filter(line => !validate(JSON.parse(line)))).toEqual([]);
  expect(await logs('weeb')).toMatchObject({
    code: 2,
    stderr: 'error: run `work` has no task `weeb`, did you mean `web`?\n  its tasks: db, web\n',
  });
  expect((await logs('--since', 'soon')).stderr).toContain('Expected a duration such as `10m`');
});

test('finds a run by name without a launch file, and colors lines by task', async () => {
  const rig = await launchRig(SHOP);
  await rig.run().ended();
  await rm(join(rig.dir, 'bottle.yaml'));
  const [id = ''] = await readdir(join(rig.stateDir, 'runs'));
  const elsewhere = {cwd: rig.stateDir};
  expect(await rig.bottle(['logs'], elsewhere).ended()).toMatchObject({code: 2});
  const args = ['logs', '--run', id, '--no-prefix', 'web'];
  expect((await rig.bottle(args, elsewhere).ended()).stdout).toBe('one\ntwo\nred\n');
  const color = {env: {FORCE_COLOR: '1'}};
  const colored = (await rig.bottle(['logs', 'web'], color).ended()).stdout.replaceAll('\u001b', '^');
  expect(colored).toMatch(/^(\^\[\d+m)web +\^\[39m\| one\n\1web +\^\[39m\| two\n.*\^\[31mred/m);
});

test('follows a live run across restarts with `-f`; Ctrl-C ends only the command', async () => {
  const rig = await launchRig(`
    tasks:
      flaky: {serve: 'echo up; read -r line < gate; echo down; exit 1', ready: {log: up}, restart: {attempts: 5, delay: 1ms}}
  `);
  const gate = await rig.gate('gate');
  const launch = rig.run();
  await launch.event('run-ready');
  const follow = rig.bottle(['logs', '-f', '--no-prefix']);
  const other = rig.bottle(['logs', '-f']);
  await follow.printed('up\n');
  await other.printed('up\n');
  gate.open();
  await follow.printed('up\ndown\nup\n');
  await other.printed('started, attempt 2');
  other.signal('SIGINT');
  expect((await other.ended()).code).toBe(130);
  launch.signal('SIGINT');
  expect((await launch.ended()).code).toBe(130);
  expect(await follow.ended()).toMatchObject({code: 0, stderr: ''});
});

test('shows all lines of a killed run', async () => {
  const rig = await launchRig(SHOP.replace('exit 3', 'exec tail -f /dev/null'));
  const launch = rig.run();
  await launch.event(event => event.type === 'task-output' && event.line.includes('red'));
  const follow = rig.bottle(['logs', '-f', 'web', '--no-prefix']);
  await follow.printed('red\n');
  launch.signal('SIGKILL');
  await launch.ended();
  const {code, stdout} = await follow.ended();
  expect({code, stdout}).toEqual({code: 0, stdout: 'one\ntwo\nred\n'});
  const dead = await rig.bottle(['logs', 'web', '--no-prefix']).ended();
  expect(dead.stdout).toBe('one\ntwo\nred\n');
  expect(dead.stderr).toMatch(/^run \S+ is dead: its process is gone; clean up with `bottle down`\n$/);
  const merged = await rig.start(['sh', '-c', '"$0" logs web --no-prefix 2>&1 | cat', rig.command]).ended();
  expect(merged.stdout).toBe(dead.stdout + dead.stderr);
  await rig.bottle(['down']).ended();
  expect((await rig.bottle(['logs', 'web', '--no-prefix']).ended()).stdout).toBe('one\ntwo\nred\n');
  expect(await rig.leftBehind()).toEqual([]);
});
