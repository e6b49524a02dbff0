import {describe, expect, test} from 'vitest';
import {ChannelError, type ExecOptions, type TaskChannel} from '../../../src/channels/channel.ts';
import {outputLines} from '../../../src/output/output-lines.ts';
import type {ExecTask} from '../../../src/schema/tasks/exec.ts';
import {exec} from '../../../src/tasks/exec/kind.ts';
import {type ExecSpec} from '../../../src/tasks/exec/spec.ts';
import type {UpContext} from '../../../src/tasks/task-context.ts';
import {values} from '../../../src/values/resolve.ts';
import type {Exit, TaskFailure} from '../../../src/vocabulary/failure.ts';
import type {TaskName} from '../../../src/vocabulary/ids.ts';

const task = 'repair' as TaskName;

interface Asked extends Partial<ExecOptions> {
  readonly argv: readonly string[];
}

/** A channel with one response: the output and exit code of a command, or an error. */
function fakeChannel(answer: {stdout?: string; stderr?: string; code?: number} | Error) {
  const asked: Asked[] = [];
  const channel = {
    tool: 'docker',
    async exec(argv: readonly string[], {signal: _, onOutput, ...options}: ExecOptions) {
      asked.push({argv, ...options});
      if (answer instanceof Error) throw answer;
      const {stdout = '', stderr = '', code = 0} = answer;
      void onOutput?.('stdout', Buffer.from(stdout));
      void onOutput?.('stderr', Buffer.from(stderr));
      return {code, stdout, stderr};
    },
    async execInTerminal(argv: readonly string[], {signal: _, ...options}: ExecOptions) {
      asked.push({argv, ...options});
      if (answer instanceof Error) throw answer;
      return answer.code ?? 0;
    },
  } as unknown as TaskChannel;
  return {channel, asked};
}

function specOf(source: Omit<ExecTask['exec'], 'in'>, env?: Record<string, string>): ExecSpec {
  const known = values({lookup: path => (path.join('.') === 'vars.who' ? `it's "$(me)"` : undefined)});
  return exec.resolve({exec: {in: 'box', ...source}, ...(env && {env})}, known);
}

function contextWith(channel: TaskChannel, signal = new AbortController().signal) {
  const lines = outputLines();
  const terminal: string[] = [];
  const context = {
    ...{task, signal, env: {TERM: 'xterm-kitty', HOME: '/root'}, channelOf: () => channel},
    output: {...lines, lines, log: '/log'},
    started: () => undefined,
    takeTerminal: async () => {
      terminal.push('taken');
      return () => void terminal.push('given back');
    },
    hideSecrets: () => undefined,
  } as unknown as UpContext;
  return {context, lines, terminal};
}

async function outputsOf(spec: ExecSpec, channel: TaskChannel) {
  return (await exec.up(spec, contextWith(channel).context)).outputs;
}

describe('requests to the channel', () => {
  test.each<{what: string; source: Omit<ExecTask['exec'], 'in'>; env?: Record<string, string>; asked: Asked}>(
    [
      {
        what: 'a list unchanged',
        source: {command: ['chown', '${{ vars.who }}', '/home']},
        asked: {argv: ['chown', `it's "$(me)"`, '/home'], env: {}},
      },
      {
        what: 'a script in sh, with its values in the environment',
        source: {command: 'echo "${{ vars.who }}"'},
        asked: {
          argv: ['sh', '-e', '-c', 'echo "${BOTTLE_VALUE_1}"'],
          env: {BOTTLE_VALUE_1: `it's "$(me)"`},
        },
      },
      {
        what: 'user, folder and environment, with precedence for those of the task',
        source: {
          command: ['id'],
          user: '${{ vars.who }}',
          workdir: '/tmp',
          env: {A: 'inner', B: '${{ vars.who }}'},
        },
        env: {A: 'outer', C: 'c'},
        asked: {
          argv: ['id'],
          user: `it's "$(me)"`,
          workdir: '/tmp',
          env: {A: 'inner', C: 'c', B: `it's "$(me)"`},
        },
      },
      {
        what: 'an interactive command, with the name of the terminal',
        source: {command: ['codex'], interactive: true},
        asked: {argv: ['codex'], env: {TERM: 'xterm-kitty'}},
      },
    ],
  )('pass $what', async ({source, env, asked}) => {
    const fake = fakeChannel({});

    await exec.up(specOf(source, env), contextWith(fake.channel).context);

    expect(fake.asked).toEqual([asked]);
  });
});

describe('outputs', () => {
  test('are stdout and the declared outputs', async () => {
    const {channel} = fakeChannel({stdout: 'noise\nversion=2=3\nother=x\nid=\n'});
    const spec = specOf({command: ['build'], outputs: ['version', 'id']});

    expect(await outputsOf(spec, channel)).toEqual({
      stdout: 'noise\nversion=2=3\nother=x\nid=',
      version: '2=3',
      id: '',
    });
  });

  test('fail the task if they are missing', async () => {
    const {channel} = fakeChannel({stdout: 'id=1\n'});
    const spec = specOf({command: ['build'], outputs: ['version', 'id', 'size']});

    await expect(outputsOf(spec, channel)).rejects.toMatchObject({
      failure: {reason: 'bad-output', task, detail: 'ended without printing `version=…`, `size=…`'},
    });
  });

  test('do not exist for an interactive command', async () => {
    const {channel} = fakeChannel({});

    expect(await outputsOf(specOf({command: ['codex'], interactive: true}), channel)).toEqual({});
  });
});

describe('failures', () => {
  test('report an exit code with the last lines', async () => {
    const {channel} = fakeChannel({stdout: 'working\n', stderr: 'no such user', code: 3});

    await expect(outputsOf(specOf({command: ['chown']}), channel)).rejects.toMatchObject({
      failure: {
        ...{reason: 'exited', task, during: 'starting', exit: {code: 3}, terminal: false, log: '/log'},
        lastLines: ['working', 'no such user'],
      },
    });
  });

  test.each([false, true])('report exit code 137 as killed (idempotent: %s)', async idempotent => {
    const {channel} = fakeChannel({code: 137});

    await expect(outputsOf(specOf({command: ['chown'], idempotent}), channel)).rejects.toMatchObject({
      failure: {reason: 'exited', exit: {code: 137, signal: 'SIGKILL'}, mayRetry: idempotent},
    });
  });

  test('blame the channel, not the command, if the channel breaks', async () => {
    const {channel} = fakeChannel(new ChannelError('the container is gone'));
    const {context, lines} = contextWith(channel);

    await expect(exec.up(specOf({command: ['chown', '-R', 'node']}), context)).rejects.toMatchObject({
      failure: {reason: 'docker', task, doing: 'run `chown -R node` in `box`', why: 'the container is gone'},
    });
    expect(lines.last(1)).toEqual([
      'bottle: the command itself did not fail, the exec channel of box did: the container is gone',
    ]);
  });

  test('report a missing program as a failure to start', async () => {
    const {channel} = fakeChannel(new ChannelError('exec: "chown": not found', 'request'));

    await expect(outputsOf(specOf({command: ['chown']}), channel)).rejects.toMatchObject({
      failure: {reason: 'cannot-start', task, what: 'chown', why: 'exec: "chown": not found'},
    });
  });

  test('of an interactive command have its exit code, and release the terminal', async () => {
    const {channel} = fakeChannel({code: 5});
    const {context, terminal} = contextWith(channel);

    await expect(exec.up(specOf({command: ['codex'], interactive: true}), context)).rejects.toMatchObject({
      failure: {reason: 'exited', exit: {code: 5}, terminal: true, lastLines: []},
    });
    expect(terminal).toEqual(['taken', 'given back']);
  });

  test('report an aborted signal', async () => {
    const {channel} = fakeChannel(new ChannelError('the command was killed'));
    const {context} = contextWith(channel, AbortSignal.abort('why'));

    await expect(exec.up(specOf({command: ['chown']}), context)).rejects.toBe('why');
  });
});

test.each([
  {
    what: 'outputs of an interactive command',
    source: {command: ['codex'], interactive: true, outputs: ['version']},
    key: ['exec', 'outputs'],
    message:
      '`interactive` and `outputs` exclude each other, because bottle does not read output printed to the terminal',
  },
  {
    what: 'stdout as a declared output',
    source: {command: ['build'], outputs: ['stdout']},
    key: ['exec', 'outputs'],
    message: '`stdout` is always an output of an `exec` task; remove it',
  },
])('$what is an error', ({source, key, message}) => {
  expect(exec.validate({exec: {in: 'box', ...source}}, () => undefined)).toEqual([{key, message}]);
});

test.each([
  {source: {command: ['chown', '-R', 'node']}, summary: 'run chown -R node in box'},
  {source: {command: 'one\ntwo'}, summary: 'run one … in box'},
  {source: {command: ['codex'], interactive: true}, summary: 'run codex in box, in the terminal'},
])('a plan shows `$summary`', ({source, summary}) => {
  expect(exec.summary({exec: {in: 'box', ...source}}, values({lookup: () => undefined}))).toBe(summary);
});

describe('the maximum attempts of a command', () => {
  const failures = {
    killed: {code: 137, signal: 'SIGKILL'},
    failed: {code: 3},
    'exited with 143': {code: 143},
  };
  const exited = (exit: Exit): TaskFailure => ({
    ...{reason: 'exited', task, during: 'starting', exit, terminal: false, lastLines: []},
  });
  const broke = (reason: 'docker' | 'smolvm'): TaskFailure => ({reason, task, doing: 'run', why: 'gone'});

  test.each<readonly [string, TaskFailure, Partial<ExecTask['exec']>, ExecTask['retry'], number | undefined]>(
    [
      ['killed', exited(failures.killed), {}, undefined, undefined],
      ['killed', exited(failures.killed), {idempotent: false}, {attempts: 5}, undefined],
      ['killed', exited(failures.killed), {idempotent: true}, undefined, 3],
      ['killed', exited(failures.killed), {idempotent: true}, {attempts: 5}, 5],
      ['killed', exited(failures.killed), {idempotent: true}, {attempts: 1}, 1],
      ['failed', exited(failures.failed), {idempotent: true}, undefined, undefined],
      ['exited with 143', exited(failures['exited with 143']), {idempotent: true}, undefined, undefined],
      ['channel broke', broke('smolvm'), {idempotent: true}, undefined, 3],
      ['channel broke', broke('docker'), {idempotent: true}, undefined, 3],
      ['channel broke', broke('smolvm'), {}, undefined, undefined],
      [
        'cannot start',
        {reason: 'cannot-start', task, what: 'x', why: 'no such program'},
        {idempotent: true},
        undefined,
        undefined,
      ],
    ],
  )('depend on its failure (%s): %j, %j, %j: %s', (_what, failure, source, retry, times) => {
    const taskSource = {exec: {in: 'box', command: ['x'], ...source}, ...(retry && {retry})};
    expect(exec.maxAttempts?.(taskSource, failure)).toBe(times);
  });
});
