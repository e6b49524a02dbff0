import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {freePort} from '../support/listen.ts';
import {launchRig} from '../support/launch-rig.ts';
import {loadedBy, loadedOnTerminal} from '../support/loaded.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

/** Node modules that take milliseconds to load. */
const HEAVY = ['crypto', 'http', 'https', 'tls', 'dns', 'perf_hooks', 'readline', 'worker_threads'];

/** Node 20, because its set of modules is final. In other versions the counts would change with each release. */
const isNode20 = process.versions.node.startsWith('20.');

/**
 * Counts are stable, unlike times. Each script is another file to open and check, and each Node module takes up to a
 * millisecond. Change a number only with a reason; `docs/performance.md` lists the costs.
 */
test.each([
  {args: ['--version'], scripts: [], kilobytes: 1, builtins: 0},
  {args: ['-V'], scripts: ['start'], kilobytes: 120, builtins: 0},
  {args: ['check'], scripts: ['start', 'check', 'shared'], kilobytes: 980, builtins: 0},
  {args: ['plan'], scripts: ['start', 'plan', 'shared'], kilobytes: 920, builtins: 0},
  {args: ['run'], scripts: ['start', 'run', 'shared'], kilobytes: 1220, builtins: 39},
])('`bottle $args` loads exactly the scripts $scripts and $builtins modules of Node', async expected => {
  const dir = await temporaryDirectory();
  await writeFile(join(dir, 'bottle.yaml'), 'tasks: {a: {run: "true"}}\n');
  await loadedBy({dir, args: ['run']});
  // The first call of a command, without compiled code, loads `v8` as well.
  await loadedBy({dir, args: expected.args});
  const {scripts, builtins} = await loadedBy({dir, args: expected.args});
  expect(scripts.map(({name}) => name)).toEqual(expected.scripts);
  expect(scripts.reduce((sum, {bytes}) => sum + bytes, 0)).toBeLessThan(expected.kilobytes * 1000);
  expect(builtins.filter(name => HEAVY.includes(name))).toEqual([]);
  if (isNode20) expect(builtins, builtins.join(' ')).toHaveLength(expected.builtins);
});

test('a run that removes an older run loads no rarely used code', async () => {
  const dir = await temporaryDirectory();
  await writeFile(join(dir, 'bottle.yaml'), 'tasks: {a: {run: "true"}}\n');
  const run = {dir, args: ['run'], env: {BOTTLE_KEEP_RUNS: '1'}};
  await loadedBy(run);
  await loadedBy(run);
  expect((await loadedBy(run)).scripts.map(({name}) => name)).toEqual(['start', 'run', 'shared']);
});

test('services, probes and frequent commands load no rarely used code', async () => {
  const dir = await temporaryDirectory();
  await writeFile(
    join(dir, 'bottle.yaml'),
    `tasks:
      web: {serve: 'echo up; exec sleep 60', ready: {log: up}}
      slow: {serve: "trap 'sleep 0.4; exit' TERM; sleep 60 & wait"}
      last: {needs: [web], run: 'true', env: {A: b}}
    `,
  );
  const scriptsOf = async (...args: string[]) => (await loadedBy({dir, args})).scripts.map(({name}) => name);
  expect(await scriptsOf('run', '--until', 'last')).toEqual([
    'start',
    'run',
    'shared',
    'parse',
    'composed',
    'usual',
  ]);
  expect(await scriptsOf('run', '--until', 'last')).toEqual(['start', 'run', 'shared', 'usual']);
  expect(await scriptsOf('run', '--until', 'last', '--format', 'json')).toEqual([
    ...['start', 'run', 'shared', 'usual'],
  ]);
  const withoutCgroups = await loadedBy({
    ...{dir, args: ['run', '--until', 'last']},
    env: {BOTTLE_TEST_CGROUPS: 'none'},
  });
  expect(withoutCgroups.scripts.map(({name}) => name)).toEqual(['start', 'run', 'shared', 'usual']);
  expect(await scriptsOf('plan')).toEqual(['start', 'plan', 'shared', 'usual']);
  expect(await scriptsOf('ps')).toEqual(['start', 'usual', 'shared', 'run']);
  expect(await scriptsOf('logs')).toEqual(['start', 'usual', 'shared', 'run']);
});

test.runIf(process.platform === 'linux')('finding the owner of a port loads no modules of Node', async () => {
  const dir = await temporaryDirectory();
  const port = await freePort();
  const server = `require('net').createServer().listen(${port}, '127.0.0.1')`;
  const web = {serve: [process.execPath, '-e', server], ready: {port}};
  await writeFile(
    join(dir, 'bottle.yaml'),
    JSON.stringify({tasks: {web, last: {needs: ['web'], run: 'true'}}}),
  );
  const {builtins} = await loadedBy({dir, args: ['run', '--until', 'last']});
  expect(builtins).toContain('net');
  expect(builtins.filter(name => ['fs/promises', 'timers/promises'].includes(name))).toEqual([]);
});

test('calls about a run, and completion, load no rarely used code', async () => {
  const dir = await temporaryDirectory();
  await writeFile(
    join(dir, 'bottle.yaml'),
    `tasks: {web: {serve: 'echo up; exec sleep 60', ready: {log: up}}}\n`,
  );
  const scriptsOf = async (...args: string[]) => (await loadedBy({dir, args})).scripts.map(({name}) => name);
  await loadedBy({dir, args: ['up', '--detach']});
  try {
    expect(await scriptsOf('__complete', '--', 'run', '')).toEqual(['start', 'usual', 'shared']);
    for (const args of [
      ...[['outputs'], ['wait', 'web'], ['exec', 'web', '--', 'true'], ['ps', '--format', 'json']],
      ...[['restart', 'web'], ['stop', 'web'], ['start', 'web'], ['timeline']],
    ])
      expect(await scriptsOf(...args), args.join(' ')).not.toContain('other');
  } finally {
    await loadedBy({dir, args: ['down']});
  }
});

test('composed files, and tasks in containers and machines, load no rarely used code', async () => {
  const dir = await temporaryDirectory();
  const write = async (name: string, text: string) => await writeFile(join(dir, name), text);
  const scriptsOf = async (...args: string[]) => (await loadedBy({dir, args})).scripts.map(({name}) => name);
  await write('other.yaml', 'tasks: {b: {run: "true"}}\n');
  await write('override.yaml', 'tasks: {a: {env: {A: b}}}\n');
  await write(
    'bottle.yaml',
    'include: [{path: other.yaml, prefix: x}]\nx-base: {run: "true"}\ntasks: {a: {extends: x-base, needs: [x-b]}}\n',
  );
  const files = ['-f', 'bottle.yaml', '-f', 'override.yaml'];
  await scriptsOf('plan', ...files);
  expect(await scriptsOf('plan', ...files)).toEqual(['start', 'plan', 'shared', 'composed', 'usual']);
  expect(await scriptsOf('run', ...files)).toEqual(['start', 'run', 'shared', 'composed', 'usual']);
  await write(
    'bottle.yaml',
    `tasks:
      net: {network: {}}
      db: {container: {image: busybox:1.37, networks: [net], ports: ['5432:5432']}, ready: {port: 5432}}
      vm: {machine: {image: busybox:1.37}, ready: {echo: {}}}
      ca: {certificate: {ca: true}}
      cert: {certificate: {issuer: ca, hosts: [localhost, 127.0.0.1, '::1']}}
      seed:
        exec: {in: db, command: [ls]}
        needs: [vm]
      lines:
        run: |
          echo "\${{ tasks.cert.cert }}" > file
          cat <<END
          $(cat file) $((1 + 1))
          END
    `,
  );
  await scriptsOf('check');
  expect(await scriptsOf('check')).toEqual(['start', 'check', 'shared', 'places', 'usual']);
  expect(await scriptsOf('plan')).toEqual(['start', 'plan', 'shared', 'places', 'usual']);
});

test('the live view is in a script of its own', async () => {
  const rig = await launchRig('tasks: {a: {run: "true"}}\n');
  const scriptsOf = async (...args: string[]) =>
    (await loadedOnTerminal(rig, args)).scripts.map(({name}) => name);
  await scriptsOf('run');
  expect(await scriptsOf('run')).toEqual(['start', 'run', 'shared', 'live', 'usual']);
});

test('many tasks load no rarely used code', async () => {
  const dir = await temporaryDirectory();
  const tasks = Array.from({length: 200}, (_, at) => `  t${at}: {run: 'true', needs: [], env: {A: b}}\n`);
  await writeFile(join(dir, 'bottle.yaml'), `tasks:\n${tasks.join('')}`);
  const scriptsOf = async (...args: string[]) => (await loadedBy({dir, args})).scripts.map(({name}) => name);
  expect(await scriptsOf('run')).toEqual(['start', 'run', 'shared', 'parse', 'composed', 'usual']);
  expect(await scriptsOf('run')).toEqual(['start', 'run', 'shared', 'usual']);
  expect(await scriptsOf('plan')).toEqual(['start', 'plan', 'shared']);
});

test('the parser and the validator are loaded only for files that have changed', async () => {
  const dir = await temporaryDirectory();
  const write = async (name: string, task: string) =>
    await writeFile(
      join(dir, name),
      `include: [${name === 'bottle.yaml' ? 'other.yaml' : ''}]\ntasks: {${task}}\n`,
    );
  const parses = async () =>
    (await loadedBy({dir, args: ['check']})).scripts.some(({name}) => name === 'parse');
  await write('other.yaml', 'b: {run: "true"}');
  await write('bottle.yaml', 'a: {run: "true"}');
  expect(await parses()).toBe(true);
  expect(await parses()).toBe(false);
  await write('other.yaml', 'b: {run: "false"}');
  expect(await parses()).toBe(true);
  expect(await parses()).toBe(false);
});

test('only a traced run loads the modules for traces', async () => {
  const dir = await temporaryDirectory();
  await writeFile(join(dir, 'bottle.yaml'), 'tasks: {a: {run: "true"}}\n');
  await loadedBy({dir, args: ['run']});
  const plain = await loadedBy({dir, args: ['run']});
  const off = await loadedBy({dir, args: ['run'], env: {...COLLECTOR, OTEL_TRACES_EXPORTER: 'none'}});
  expect(off.builtins).toEqual(plain.builtins);
  expect(off.scripts.map(({name, bytes}) => ({name, bytes}))).toEqual(
    plain.scripts.map(({name, bytes}) => ({name, bytes})),
  );
  const traced = await loadedBy({dir, args: ['run'], env: COLLECTOR});
  expect(traced.builtins).toEqual(expect.arrayContaining(['crypto', 'http']));
});

/** A port where nothing listens. */
const COLLECTOR = {OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1'};
