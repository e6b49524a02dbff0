import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readlink} from 'node:fs/promises';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {beforeEach, describe, expect, inject, onTestFinished, test} from 'vitest';
import {needsGuests} from '../support/guests.ts';
import {standin} from '../support/standin.ts';
import {oneMachine, VERSIONS} from './standin-machine.ts';

beforeEach(needsGuests);

describe.each(VERSIONS)('as version %s', version => {
  const hasNames = version === '1.0.2' || version === '1.9.3';

  test('reports its version', async () => {
    const {smolvm} = await standin({version});
    expect(await smolvm(['--version'])).toEqual({code: 0, stdout: `smolvm ${version}\n`, stderr: ''});
  });

  test('accepts the name of a machine in the place of this version', async () => {
    const {smolvm} = await standin({version});
    const [word, option] = [
      await smolvm(['machine', 'create', 'm']),
      await smolvm(['machine', 'create', '--name', 'n']),
    ];
    expect([word.code, option.code]).toEqual(hasNames ? [2, 0] : [0, 2]);
    const made = hasNames ? 'n' : 'm';
    expect((hasNames ? option : word).stdout).toMatch(`Created machine: ${made}\n`);
    expect((hasNames ? word : option).stderr).toMatch(/^error: /);
    const wrong = await smolvm(['machine', 'delete', '-f', ...(hasNames ? [made] : ['--name', made])]);
    expect(wrong.code).toBe(2);
  });

  test('rejects a second machine with the same name', async () => {
    const {named} = await oneMachine({version});
    await named('create');
    const {code, stderr} = await named('create');
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^Error: .*machine 'm' already exists/)]);
  });

  test('reports an unknown machine', async () => {
    const {does, named, exec} = await oneMachine({version});
    for (const answer of [
      await does('start'),
      await does('status'),
      await named('delete', '-f'),
      await exec('true'),
    ]) {
      expect(answer).toEqual({code: 1, stdout: '', stderr: 'Error: vm not found: m\n'});
    }
    const stop = await does('stop');
    expect(stop).toEqual(
      version === '0.8.0'
        ? {code: 0, stdout: "Machine 'm' not found or not running\n", stderr: ''}
        : {code: 1, stdout: '', stderr: 'Error: vm not found: m\n'},
    );
  });
});

test('reports failures with a code in newer versions', async () => {
  const {does, named} = await oneMachine({version: '1.32.2'});
  const failure = (code: string, message: string) => ({
    ...{code: 1, stdout: ''},
    stderr: `${JSON.stringify({error: {code, message}})}\n`,
  });
  expect(await does('stop', '--error-format=json')).toEqual(failure('NOT_FOUND', 'vm not found: m'));
  expect(await does('status', '--json', '--error-format=json')).toEqual(
    failure('CONFIG_ERROR', "config operation failed: machine status: machine 'm' not found"),
  );
  expect(await does('stop')).toMatchObject({stderr: 'Error: vm not found: m\n'});
  const old = await oneMachine({version: '1.27.3'});
  expect(await old.named('create', '--error-format=json')).toMatchObject({code: 2});
  expect(await named('create', '--error-format=json')).toMatchObject({code: 0});
});

test('creates a machine once for many concurrent requests', async () => {
  const {does} = await oneMachine();
  const answers = await Promise.all(Array.from({length: 6}, async () => await does('create')));
  expect(answers.filter(({code}) => code === 0)).toHaveLength(1);
});

test.each([
  ['a short -n for exec', ['exec', '-n', 'm', '--', 'true']],
  ['a time limit without a unit', ['exec', '--name', 'm', '--timeout', '30', '--', 'true']],
  ['a time limit of zero', ['exec', '--name', 'm', '--timeout', '0s', '--', 'true']],
  ['no command', ['exec', '--name', 'm']],
  ['an unknown option', ['create', '--user', 'node']],
  ['an unknown command', ['logs']],
  ['an image along with a packed machine', ['create', '--from', 'a', '--image', 'b']],
  ['a malformed network', ['create', '--allow-cidr', 'home']],
  ['port 0', ['create', '--port', '0']],
  ['delete without a name', ['delete', '-f']],
])('rejects the call: %s', async (_, args) => {
  const {smolvm} = await standin();
  expect((await smolvm(['machine', ...args])).code).toBe(2);
});

test.each(['a', 'A-1_b', '9', 'x'.repeat(128)])('accepts the name %s', async name => {
  const {smolvm} = await standin();
  expect((await smolvm(['machine', 'create', '--name', name])).code).toBe(0);
});

test.each(['-a', 'a-', 'a--b', 'a.b', 'a/b', 'a:b', 'x'.repeat(129)])('rejects the name %s', async name => {
  const {smolvm} = await standin();
  expect((await smolvm(['machine', 'create', `--name=${name}`])).code).toBe(1);
});

test('generates a name for a machine without one', async () => {
  const {smolvm, machines} = await standin();
  const {stdout} = await smolvm(['machine', 'create']);
  const [machine] = await machines();
  expect(stdout).toMatch(`Created machine: ${machine?.name ?? ''}\n`);
  expect(machine?.name).toMatch(/^vm-[\da-f]{8}$/);
});

test('logs the arguments and the result of each call', async () => {
  const {named, exec, calls} = await oneMachine({version: '0.8.0'});
  await named('create', '-e', 'A=1', '--allow-cidr', '127.0.0.16', '--net');
  await exec('true');
  expect(await calls()).toMatchObject([
    {
      argv: ['machine', 'create', 'm', '-e', 'A=1', '--allow-cidr', '127.0.0.16', '--net'],
      code: 0,
      machine: {env: {A: '1'}, allowedCidrs: ['127.0.0.16/32'], network: true},
    },
    {argv: ['machine', 'exec', '--name', 'm', '--', 'true'], code: 1},
  ]);
});

test('can warn on stderr while it works', async () => {
  const {does} = await oneMachine({warns: 1});
  expect(await does('create')).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/ WARN .*\n$/) as string,
  });
});

test('can imitate another program with the same name', async () => {
  const {smolvm} = await standin({product: 'other'});
  expect((await smolvm(['machine', '--help'])).code).toBe(2);
});

// The second implementation serves terminals and other users.
test.each([
  ['handed over to the server', 'smolvm', 'perl'],
  ['with its own Node process', 'alone', 'node'],
])('supports input, both outputs, an exit code and kills for a call %s', async (_, file, program) => {
  const {env, does, calls} = await oneMachine();
  await does('create');
  await does('start');
  const start = (...words: string[]) => {
    const child = spawn(join(inject('standin'), file), ['machine', ...words], {
      env: {...process.env, ...env},
    });
    onTestFinished(() => void child.kill('SIGKILL'));
    return child;
  };
  const child = start('exec', '-i', '--name', 'm', '--', 'sh', '-c', 'cat; echo b >&2; exit 7');
  child.stdin.end('a\n');
  const answer = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  expect(answer).toEqual(['a\n', 'b\n', [7, null]]);

  const endless = start('exec', '--stream', '--name', 'm', '--', 'sh', '-c', 'echo begun; sleep 600');
  await once(endless.stdout, 'data');
  expect(await readlink(`/proc/${endless.pid ?? 0}/exe`)).toContain(program);
  expect((await calls()).at(-1)).toMatchObject({pid: endless.pid});
  endless.kill('SIGTERM');
  expect(await once(endless, 'exit')).toEqual([null, 'SIGTERM']);
  expect((await calls()).at(-1)).not.toHaveProperty('endedAt');
});
