import {execFileSync} from 'node:child_process';
import {readdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';

const BAD = `tasks:
  web:
    needs: [bd]
    run: 'touch started'
  db:
    serv: 'touch started'
  loop: {needs: [pool], run: 'touch started'}
  pool: {needs: [loop], run: 'touch started'}
`;

const BAD_TOLD = `error: task \`web\` needs unknown task \`bd\`, did you mean \`db\`?
 --> bottle.yaml:3:13
3 |     needs: [bd]
  |             ^^

error: unknown key \`serv\` in task \`db\`, did you mean \`serve\`?
 --> bottle.yaml:6:5
6 |     serv: 'touch started'
  |     ^^^^

error: dependency cycle: \`loop\` → \`pool\` → \`loop\`
 --> bottle.yaml:7:18
7 |   loop: {needs: [pool], run: 'touch started'}
  |                  ^^^^
note: \`pool\` needs \`loop\` here
 --> bottle.yaml:8:18
8 |   pool: {needs: [loop], run: 'touch started'}
  |                  ^^^^

3 errors
`;

test.each([['run'], ['check']])(
  '`bottle %s` reports all errors of a file without starting anything',
  async command => {
    const rig = await launchRig(BAD);
    expect(await rig.bottle([command]).ended()).toEqual({code: 2, stdout: '', stderr: BAD_TOLD});
    expect(await rig.leftBehind()).toEqual([]);
    await expect(rig.read('started')).rejects.toThrow('ENOENT');
  },
);

test('`bottle check` reports that a file is valid without starting anything', async () => {
  const rig = await launchRig(`tasks: {a: {run: 'touch started'}, b: {run: 'true'}}`);
  expect(await rig.bottle(['check']).ended()).toEqual({
    code: 0,
    stdout: 'bottle.yaml: 2 tasks, no errors\n',
    stderr: '',
  });
  await expect(rig.read('started')).rejects.toThrow('ENOENT');
});

test.each([
  {args: ['run', 'wbe'], output: 'error: there is no task `wbe`, did you mean `web`?\n'},
  {args: ['run', '--tag', 'x'], output: 'error: there is no tag `x`; none are available\n'},
  {
    args: ['run', '--until', 'db', 'web'],
    output: 'error: task `db` keeps running, so it cannot end the run; choose a `run` task\n',
  },
  {
    args: ['run', '--only', 'uses'],
    output: 'error: `--only uses` needs the outputs that the task reads; add `--given db.pid=…`\n',
  },
  {args: ['run', '--given', 'db.pid=1'], output: 'error: `--given` needs `--only`\n'},
  {args: ['run', 'other.yaml'], output: 'error: cannot read `other.yaml`: there is no such file\n'},
  {
    args: ['run', '--jobs', '0'],
    output:
      "error: option '--jobs <n>' argument '0' is invalid. Expected a whole number of at least 1.\n(see `bottle run --help`)\n",
  },
  {args: ['run', '--var', 'x=1'], output: 'error: '},
  {args: ['runn'], output: "error: unknown command 'runn', did you mean 'run'?\n(see `bottle --help`)\n"},
  {args: ['list'], output: "error: unknown command 'list'\n(see `bottle --help`)\n"},
  {
    args: ['run', '--detatch'],
    output: "error: unknown option '--detatch', did you mean '--detach'?\n(see `bottle run --help`)\n",
  },
  {
    args: ['plan', '--fromat=json'],
    output: "error: unknown option '--fromat=json', did you mean '--format'?\n(see `bottle plan --help`)\n",
  },
  {
    args: ['ps', '--format', 'jsn'],
    output:
      "error: option '--format <format>' argument 'jsn' is invalid, did you mean 'json'? Allowed choices are text, json.\n(see `bottle ps --help`)\n",
  },
  {
    args: ['ps', '--format', 'yaml'],
    output:
      "error: option '--format <format>' argument 'yaml' is invalid. Allowed choices are text, json.\n(see `bottle ps --help`)\n",
  },
  {
    args: ['export', 'compsoe'],
    output:
      "error: command-argument value 'compsoe' is invalid for argument 'format', did you mean 'compose'? Allowed choices are compose, kubernetes, systemd.\n(see `bottle export --help`)\n",
  },
  {args: ['ps', '--quiet'], output: "error: unknown option '--quiet'\n(see `bottle ps --help`)\n"},
])('`bottle $args` is rejected', async ({args, output}) => {
  const rig = await launchRig(
    `tasks: {web: {run: 'touch started'}, db: {serve: 'touch started'}, uses: {run: 'kill -0 \${{ tasks.db.pid }}'}}`,
  );
  const {code, stdout, stderr} = await rig.bottle(args).ended();
  expect({code, stdout}).toEqual({code: 2, stdout: ''});
  if (output.endsWith('\n')) expect(stderr.trimEnd()).toBe(output.trimEnd());
  else expect(stderr).toContain(output);
  expect(await rig.leftBehind()).toEqual([]);
  await expect(rig.read('started')).rejects.toThrow('ENOENT');
});

test('a read-only state directory is reported, and nothing is started', async () => {
  const rig = await launchRig(`tasks: {a: {run: 'touch started'}}`);
  await rig.write('file', '');
  const path = `${rig.dir}/file/state`;
  expect(await rig.run([], {env: {BOTTLE_STATE_DIR: path}}).ended()).toEqual({
    code: 2,
    stdout: '',
    stderr: `error: cannot write to the state directory \`${path}\` (ENOTDIR); set \`$BOTTLE_STATE_DIR\` to a writable folder\n`,
  });
  await expect(rig.read('started')).rejects.toThrow('ENOENT');
});

test('the nearest launch file in the parent folders is used, and tasks run in its folder', async () => {
  const rig = await launchRig(`tasks: {a: {run: pwd}}`);
  await rig.write('deep/er/file', '');
  const launch = rig.run([], {cwd: `${rig.dir}/deep/er`});
  expect((await launch.event('task-output')).line).toBe(rig.dir);
  expect((await launch.ended()).code).toBe(0);
});

test('without a launch file, the error shows the next step', async () => {
  const rig = await launchRig(`tasks: {a: {run: pwd}}`);
  expect(await rig.run([], {cwd: '/'}).ended()).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'error: no `bottle.yaml` in this folder or any parent; create one with `bottle init`, or name a file: `bottle run path/to/file.yaml`\n',
  });
});

test('a launch file can be named on the command line, and its warnings do not stop the run', async () => {
  const rig = await launchRig(`tasks: {a: {run: 'true'}}`);
  await rig.write('sub/launch.yml', `tasks: {b: {run: pwd}, c: {run: 'true'}}`);
  const launch = rig.run(['sub/launch.yml', 'b']);
  expect((await launch.event('task-output', 'b')).line).toBe(`${rig.dir}/sub`);
  expect((await launch.ended()).code).toBe(0);
});

const WITH_SERVICE = `tasks: {service: {serve: 'echo chatter; exec tail -f /dev/null', ready: {log: chatter}}}`;

test.each([
  {argv: ['sh', '-c', 'echo clean; echo beside >&2; exit 7'], code: 7, stdout: 'clean\n'},
  {argv: ['cat', 'bottle.yaml', '--', '-x'], code: 1, stdout: WITH_SERVICE},
  {argv: ['true'], code: 0, stdout: ''},
  {argv: ['sh', '-c', 'kill -TERM $$'], code: 143, stdout: ''},
  {argv: ['no-such-program'], code: 127, stdout: ''},
])(
  '`-- $argv` runs when all tasks are ready; exit code $code and stdout are those of the command',
  async ({argv, code, stdout}) => {
    const rig = await launchRig(WITH_SERVICE);
    const ended = await rig.bottle(['run', '--', ...argv]).ended();
    expect(ended).toMatchObject({code, stdout});
    expect(ended.stderr).toMatch(/service +\| chatter\nservice +ready in/);
    expect(await rig.leftBehind()).toEqual([]);
  },
);

test('the command after `--` inherits stdin, and does not run after a failure', async () => {
  const rig = await launchRig(`tasks: {a: {run: 'test ! -e bad'}}`);
  const launch = rig.bottle(['run', '--', 'sh', '-c', 'read -r line; echo "got $line"']);
  launch.type('words\n');
  expect(await launch.ended()).toMatchObject({code: 0, stdout: 'got words\n'});
  await rig.write('bad', '');
  expect(await rig.bottle(['run', '--', 'echo', 'ran']).ended()).toMatchObject({code: 1, stdout: ''});
});

test("compiled code and parsed files are kept in the user's cache folder", async () => {
  const rig = await launchRig(`tasks: {a: {run: 'true'}}`);
  const cache = join(rig.dir, 'cache');
  expect((await rig.bottle(['check'], {env: {XDG_CACHE_HOME: cache}}).ended()).code).toBe(0);
  expect(await readdir(join(cache, 'bottle/code'))).not.toEqual([]);
  expect(await readdir(join(cache, 'bottle/files'))).toHaveLength(1);
});

test('a long call caches its compiled code before it ends', async () => {
  const rig = await launchRig(`tasks: {a: {serve: 'exec tail -f /dev/null'}}`);
  const cache = join(rig.dir, 'cache');
  const launch = rig.run([], {env: {XDG_CACHE_HOME: cache}});
  await launch.event('run-ready');
  await expect.poll(async () => await readdir(join(cache, 'bottle/code')), {timeout: 10_000}).not.toEqual([]);
  launch.signal('SIGINT');
  expect((await launch.ended()).code).toBe(130);
});

test('a launch file from a pipe is not kept on disk', async () => {
  const rig = await launchRig('');
  const cache = join(rig.dir, 'cache');
  const script = `echo "tasks: {a: {run: 'true'}}" | "$0" "$1" check -f /dev/stdin`;
  const launch = rig.start(['sh', '-c', script, process.execPath, rig.command], {
    env: {XDG_CACHE_HOME: cache},
  });
  expect(await launch.ended()).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('no errors') as string,
  });
  expect(await readdir(join(cache, 'bottle'))).toEqual(['code']);
});

test('a named pipe in the cache is ignored', async () => {
  const rig = await launchRig(`tasks: {a: {run: 'true'}}`);
  const check = async () =>
    await rig.bottle(['check'], {env: {XDG_CACHE_HOME: join(rig.dir, 'cache')}}).ended();
  await check();
  const folder = join(rig.dir, 'cache/bottle/files');
  const [name = ''] = await readdir(folder);
  await rm(join(folder, name));
  execFileSync('sh', ['-c', 'mkfifo "$0"', join(folder, name)]);
  expect((await check()).code).toBe(0);
});

test('a cache folder that cannot be created is ignored', async () => {
  const rig = await launchRig(`tasks: {a: {run: 'true'}}`);
  const cache = join(rig.dir, 'bottle.yaml');
  expect(await rig.bottle(['check'], {env: {XDG_CACHE_HOME: cache}}).ended()).toEqual({
    code: 0,
    stdout: 'bottle.yaml: 1 task, no errors\n',
    stderr: '',
  });
});

test.each([['run'], ['plan']])(
  '`bottle %s -- command` warns only of services without `ready`',
  async command => {
    const serve = `serve: 'echo up; exec tail -f /dev/null'`;
    const rig = await launchRig(
      `tasks: {db: {${serve}}, web: {${serve}, ready: {log: up}}, queue: {${serve}, ready: []}}`,
    );
    const {code, stderr} = await rig.bottle([command, '--', 'true']).ended();
    expect(code).toBe(0);
    expect(stderr).toContain(
      'warning: `db` and `queue` have no readiness probe, so the command may start too early; add `ready` with a probe such as `port` or `log`\n',
    );
    const one = await rig.bottle([command, 'web', '--', 'true']).ended();
    expect(one.stderr).not.toContain('warning');
  },
);
