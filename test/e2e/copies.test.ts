import {expect, test} from 'vitest';
import type {CopyReport} from '../../src/schema/copy-report.ts';
import type {RunList} from '../../src/schema/run-list.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import {injectedError} from '../support/throw-in.ts';
import {processesWith} from '../support/marked-processes.ts';

const UP = `serve: 'echo up; exec tail -f /dev/null', ready: {log: up}`;
const SHOP = `
name: shop
vars: {port: "3000"}
tasks:
  web: {env: {PORT: "\${{ vars.port }}"}, ${UP}}
`;

async function copies(rig: LaunchRig, number: number, ...args: readonly string[]) {
  return await rig.bottle(['up', '-d', '--copies', String(number), ...args]).ended();
}

async function reports(rig: LaunchRig, number: number, ...args: readonly string[]) {
  const {code, stdout, stderr} = await copies(rig, number, '--format', 'json', ...args);
  const lines = stdout.split('\n').filter(line => line !== '');
  const all = lines.map(line => JSON.parse(line) as CopyReport).toSorted((a, b) => a.copy - b.copy);
  return {code, stderr, all};
}

/** The states of live and dead runs by name. */
async function runs(rig: LaunchRig): Promise<object> {
  const {stdout} = await rig.bottle(['ps', '--format', 'json']).ended();
  const list = JSON.parse(stdout) as RunList;
  return Object.fromEntries<string>(list.runs.map(({name, state}) => [name, state]));
}

async function downAll(rig: LaunchRig): Promise<void> {
  expect(await rig.bottle(['down', '--all']).ended()).toMatchObject({code: 0, stderr: ''});
  await expect.poll(rig.leftBehind).toEqual([]);
}

test('starts copies with different names, and prints a line when each is ready', async () => {
  const rig = await launchRig(SHOP);
  const {code, stdout, stderr} = await copies(rig, 3);
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  const lines = stdout.trimEnd().split('\n');
  expect(
    lines
      .slice(0, -1)
      .map(line => line.replace(/ in .*/, ''))
      .toSorted(),
  ).toEqual([...['shop-1  ready', 'shop-2  ready', 'shop-3  ready']]);
  expect(lines.at(-1)).toBe(
    "3 copies of shop are up; `bottle ps` lists them, `bottle down 'shop-*'` stops them",
  );
  expect(await runs(rig)).toEqual({'shop-1': 'ready', 'shop-2': 'ready', 'shop-3': 'ready'});
  expect((await rig.bottle(['wait', '--run', 'shop-2', '--timeout', '30s']).ended()).code).toBe(0);
  await downAll(rig);
});

test('reuses copies that are up, and starts missing ones', async () => {
  const rig = await launchRig(SHOP);
  expect((await copies(rig, 3)).code).toBe(0);
  expect((await rig.bottle(['down', 'shop-2']).ended()).code).toBe(0);
  const {code, stderr, all} = await reports(rig, 4);
  expect({code, stderr}).toEqual({code: 0, stderr: ''});
  expect(all.map(({name, outcome}) => [name, outcome])).toEqual([
    ['shop-1', 'up'],
    ['shop-2', 'ready'],
    ['shop-3', 'up'],
    ['shop-4', 'ready'],
  ]);
  expect(new Set(all.map(({run}) => run)).size).toBe(4);
  const fewer = await copies(rig, 2);
  expect(fewer.stdout).toContain('2 copies of shop are up; ');
  expect(fewer.stdout).toContain('\nalso up: shop-3, shop-4\n');
  await downAll(rig);
});

test('reports copies with another configuration, and replaces them with `--recreate`', async () => {
  const rig = await launchRig(SHOP);
  expect((await copies(rig, 2)).code).toBe(0);
  const other = await reports(rig, 2, '--var', 'port=4000');
  expect(other.code).toBe(2);
  expect(other.all.map(({outcome}) => outcome)).toEqual(['failed', 'failed']);
  expect(other.all[1]?.problem).toContain(
    'error: run `shop-2` is up, but was started with different settings\n  vars.port: 3000 before, now 4000\n',
  );
  const replaced = await reports(rig, 2, '--var', 'port=4000', '--recreate');
  expect(replaced.code).toBe(0);
  expect(replaced.all.map(({outcome}) => outcome)).toEqual(['ready', 'ready']);
  await downAll(rig);
});

/** The third copy to run `check` fails, until the file `fixed` exists. */
const ONE_FAILS = `
name: shop
tasks:
  web: {${UP}}
  check: {needs: [web], run: 'test -e fixed || mkdir first || mkdir second || { echo no third; exit 7; }'}
`;

test('if a copy fails, the others stay up, the report shows why, and the next call starts it', async () => {
  const rig = await launchRig(ONE_FAILS);
  const {code, stdout, stderr} = await copies(rig, 3);
  expect(code).toBe(1);
  expect(stdout.match(/ready in/g)).toHaveLength(2);
  const [, name = ''] = /^(shop-\d) {2}failed after .*: task `check` exited with code 7$/m.exec(stderr) ?? [];
  expect(stderr).toMatch(/no third/);
  expect(stderr).toContain(
    `error: 1 of 3 copies of shop is not up: ${name}\n  the others are up; \`bottle ps\` lists them, `,
  );
  expect(Object.values(await runs(rig))).toEqual(['ready', 'ready']);
  await rig.write('fixed', '');
  const {all} = await reports(rig, 3);
  expect(all.filter(({outcome}) => outcome === 'ready').map(each => each.name)).toEqual([name]);
  await downAll(rig);
});

test('if the process of a copy cannot be started, the failure is reported and the others stay up', async () => {
  const rig = await launchRig(SHOP);
  const error = injectedError(rig, 'spawn');
  await error.throwNow();
  const {code, stdout, stderr} = await rig.bottle(['up', '-d', '--copies', '3'], {env: error.env}).ended();
  expect(code).toBe(2);
  expect(stdout.match(/ready in/g)).toHaveLength(2);
  const [, name = ''] = /^(shop-\d) {2}failed after .*process/m.exec(stderr) ?? [];
  expect(stderr).toContain(`error: 1 of 3 copies of shop is not up: ${name}\n`);
  expect((await copies(rig, 3)).code).toBe(0);
  await downAll(rig);
});

test('`--name` sets the prefix of the names; if another file uses one of them, nothing is started', async () => {
  const rig = await launchRig(SHOP);
  await rig.write('other/bottle.yaml', SHOP);
  expect((await rig.bottle(['up', '-d', '--name', 'a-2', 'other/bottle.yaml']).ended()).code).toBe(0);
  const {code, stderr} = await copies(rig, 2, '--name', 'a');
  expect({code, stderr}).toEqual({
    code: 2,
    stderr: expect.stringMatching(/^error: the name `a-2` is in use by run .*other\/bottle\.yaml/) as string,
  });
  expect(await runs(rig)).toEqual({'a-2': 'ready'});
  await downAll(rig);
});

test('copies that end on their own count as successful', async () => {
  const rig = await launchRig(`{name: jobs, tasks: {job: {run: 'true'}}}`);
  const {code, all} = await reports(rig, 2);
  expect({code, outcomes: all.map(({outcome}) => outcome)}).toEqual({code: 0, outcomes: ['ended', 'ended']});
  expect((await copies(rig, 2)).stdout).toContain('2 copies of jobs have ended\n');
  expect(await rig.leftBehind()).toEqual([]);
});

/** Copies started while the file `free` exists become ready. The others never do. */
const SOME_STARTING = `
name: shop
tasks:
  web: {${UP}}
  slow: {needs: [web], run: 'test -e free && exit; echo waits; exec tail -f /dev/null'}
`;

test('Ctrl-C stops only the copies started by the call, ready or not', async () => {
  const rig = await launchRig(SOME_STARTING);
  await rig.write('free', '');
  expect((await copies(rig, 1)).code).toBe(0);
  const call = rig.bottle(['up', '-d', '--copies', '3']);
  await call.printed(/shop-[23] {2}ready/);
  await call.ended();
  await rig.bottle(['down', 'shop-3']).ended();
  await rig.start(['rm', 'free']).ended();
  const interrupted = rig.bottle(['up', '-d', '--copies', '4', '--format', 'json']);
  await expect
    .poll(() => processesWith(rig.mark).filter(({commandLine}) => commandLine.startsWith('tail')).length)
    .toBe(6);
  interrupted.signal('SIGINT');
  const {code, stdout} = await interrupted.ended();
  expect(code).toBe(130);
  expect(stdout.match(/"outcome":"\w+"/g)?.toSorted()).toEqual([
    ...['"outcome":"stopped"', '"outcome":"stopped"', '"outcome":"up"', '"outcome":"up"'],
  ]);
  expect(await runs(rig)).toEqual({'shop-1': 'ready', 'shop-2': 'ready'});
  await downAll(rig);
});

test('Ctrl-C also stops copies that have become ready', async () => {
  const rig = await launchRig(
    `{name: shop, tasks: {web: {${UP}}, slow: {needs: [web], run: 'mkdir first && exit; exec tail -f /dev/null'}}}`,
  );
  const call = rig.bottle(['up', '-d', '--copies', '2']);
  await call.printed(/shop-\d {2}ready/);
  call.signal('SIGINT');
  const {code, stdout} = await call.ended();
  expect(code).toBe(130);
  expect(stdout).toMatch(/shop-1 {2}stopped\n/);
  expect(stdout).toMatch(/shop-2 {2}stopped\n/);
  expect(await rig.leftBehind()).toEqual([]);
});

test('more than ten copies start and stop without warnings', async () => {
  const rig = await launchRig(SHOP);
  expect(await copies(rig, 12)).toMatchObject({code: 0, stderr: ''});
  expect(Object.keys(await runs(rig))).toHaveLength(12);
  const {stdout: list} = await rig.bottle(['ps']).ended();
  expect(list).toMatch(/^shop {2}12 copies {2}bottle\.yaml .*\n {2}COPY .*\n {2}shop-1 {3}ready .*\n/);
  expect(list.trimEnd().split('\n')).toHaveLength(14);
  const {stdout: one} = await rig.bottle(['ps', 'shop-1']).ended();
  expect(one).toMatch(/^shop-1 {2}ready {2}.*\n {2}TASK .*\n {2}web .*\n$/);
  const {stdout: some} = await rig.bottle(['ps', 'shop-1*', '--format', 'json']).ended();
  expect((JSON.parse(some) as RunList).runs).toHaveLength(4);
  expect(await rig.bottle(['ps', 'shop-13']).ended()).toMatchObject({
    ...{code: 2, stderr: expect.stringContaining('there is no run `shop-13`, did you mean `shop-') as string},
  });
  await downAll(rig);
});

test.each([
  [['--copies', '2'], '`--copies` needs `--detach`'],
  [['-d', '--copies', '2', '--new'], '`--new` and `--copies` cannot be used together'],
  [['-d', '--copies', '0'], 'Expected a whole number of at least 1'],
])('`up %j` is rejected', async (args, message) => {
  const rig = await launchRig(SHOP);
  const {code, stderr} = await rig.bottle(['up', ...args]).ended();
  expect({code, stderr}).toEqual({code: 2, stderr: expect.stringContaining(message) as string});
  expect(processesWith(rig.mark)).toEqual([]);
});

test('`bottle down` with a pattern stops only the matching runs', async () => {
  const rig = await launchRig(SHOP);
  expect((await copies(rig, 2)).code).toBe(0);
  expect((await rig.bottle(['up', '-d', '--name', 'a.b']).ended()).code).toBe(0);
  const one = await rig.bottle(['logs']).ended();
  expect(one).toMatchObject({code: 2, stderr: expect.stringContaining('name one of them\n') as string});
  const down = await rig.bottle(['down', 'shop-*']).ended();
  expect({...down, stdout: down.stdout.split('\n').toSorted()}).toEqual({
    ...{code: 0, stderr: '', stdout: ['', 'stopped shop-1', 'stopped shop-2']},
  });
  expect(await rig.bottle(['down', 'shop-*']).ended()).toMatchObject({
    ...{code: 0, stdout: 'no run `shop-*` is up, and there is nothing to clean up\n'},
  });
  expect(await rig.bottle(['down', 'a*b', 'x*']).ended()).toMatchObject({
    ...{code: 0, stdout: expect.stringMatching(/\nstopped a\.b\n$/) as string},
  });
  expect(await rig.leftBehind()).toEqual([]);
});

test('a command for a single run suggests the pattern that stops all copies', async () => {
  const rig = await launchRig(SHOP);
  expect((await copies(rig, 2)).code).toBe(0);
  const {code, stderr} = await rig.bottle(['down']).ended();
  expect(code).toBe(2);
  expect(stderr).toContain(
    "error: the launch file has several runs; name one of them; `bottle down 'shop-*'` stops them all\n  shop-",
  );
  await downAll(rig);
});

test('a resource that copies cannot share is an error of `up`, `check` and the plan before anything starts', async () => {
  const rig = await launchRig(`tasks:\n  web:\n    serve: server\n    ready: {port: 3000}\n`);
  const message =
    'error: 2 copies cannot all listen on localhost:3000; lease an address for each with an `alias` task, and use it in the server and in this probe: `${{ tasks.address.ip }}:3000`\n --> bottle.yaml:4:19\n';
  for (const args of [
    ['up', '-d', '--copies', '2'],
    ['up', '-d', '--copies', '2', '--dry-run'],
    ['check', '--copies', '2'],
  ]) {
    const {code, stderr} = await rig.bottle(args).ended();
    expect({code, stderr}).toEqual({code: 2, stderr: expect.stringContaining(message) as string});
  }
  expect(await rig.leftBehind()).toEqual([]);
  expect((await rig.bottle(['check']).ended()).code).toBe(0);
});

test('each copy knows its number; a single run has number 1', async () => {
  const rig = await launchRig(`
    name: shop
    tasks:
      web: {serve: 'echo "number \${{ run.copy }}"; exec tail -f /dev/null', ready: {log: '(?<number>\\d+)'}}
  `);
  expect((await copies(rig, 2)).code).toBe(0);
  expect((await rig.bottle(['up', '-d', '--name', 'alone']).ended()).code).toBe(0);
  const numbers = await Promise.all(
    ['shop-1', 'shop-2', 'alone'].map(
      async name => (await rig.bottle(['outputs', 'web.log.number', '--run', name]).ended()).stdout,
    ),
  );
  expect(numbers).toEqual(['1\n', '2\n', '1\n']);
  await downAll(rig);
});
