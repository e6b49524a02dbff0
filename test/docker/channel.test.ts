import {setMaxListeners} from 'node:events';
import {expect, test} from 'vitest';
import {containerChannel} from '../../src/docker/channel.ts';
import type {TaskChannel} from '../../src/channels/channel.ts';
import {systemClock} from '../../src/processes/system-clock.ts';
import {docker, foreignContainer, testEngine, withEngine} from '../support/docker.ts';

const never = new AbortController().signal;
setMaxListeners(0, never);

async function channelTo(container: string): Promise<TaskChannel> {
  return containerChannel(await testEngine(), container, systemClock);
}

withEngine('the exec channel of a container', () => {
  test('separates stdout and stderr, and returns the exit code', async () => {
    const channel = await channelTo(await foreignContainer([]));
    const reported: string[] = [];

    const result = await channel.exec(['sh', '-c', 'echo out; echo err >&2; exit 3'], {
      signal: never,
      onOutput(stream, chunk) {
        reported.push(`${stream}: ${Buffer.from(chunk).toString()}`);
        return undefined;
      },
    });

    expect(result).toEqual({code: 3, stdout: 'out\n', stderr: 'err\n'});
    expect(reported.toSorted()).toEqual(['stderr: err\n', 'stdout: out\n']);
  });

  test('passes arguments and environment unchanged', async () => {
    const channel = await channelTo(await foreignContainer(['-e', 'KEPT=kept']));
    const value = 'it\'s "$(false)"\nand = more';

    const {stdout} = await channel.exec(['sh', '-c', 'printf %s "$1|$VALUE|$KEPT"', 'sh', value], {
      signal: never,
      env: {VALUE: value},
    });

    expect(stdout).toBe(`${value}|${value}|kept`);
  });

  test('runs commands as the requested user and in the requested folder, by default those of the container', async () => {
    const channel = await channelTo(await foreignContainer(['--workdir', '/etc']));
    const command = ['sh', '-c', 'echo $(id -u) $(pwd)'];

    const own = await channel.exec(command, {signal: never});
    const asked = await channel.exec(command, {signal: never, user: 'guest', workdir: '/tmp'});

    expect([own.stdout, asked.stdout]).toEqual(['0 /etc\n', '1000 /tmp\n']);
  });

  test('closes the standard input of a command', async () => {
    const channel = await channelTo(await foreignContainer([]));

    expect(await channel.exec(['cat'], {signal: never})).toEqual({code: 0, stdout: '', stderr: ''});
  });

  test('keeps the first MiB of a long output, and reports its full length', async () => {
    const channel = await channelTo(await foreignContainer([]));
    let bytes = 0;

    const {stdout} = await channel.exec(['head', '-c', '5000000', '/dev/zero'], {
      signal: never,
      onOutput(_, chunk) {
        bytes += chunk.length;
        return undefined;
      },
    });

    expect([stdout.length, bytes]).toEqual([1024 * 1024, 5_000_000]);
  });

  test('runs many commands in parallel', async () => {
    const channel = await channelTo(await foreignContainer([]));
    const numbers = Array.from({length: 12}, (_, at) => String(at));

    const results = await Promise.all(
      numbers.map(async at => await channel.exec(['echo', at], {signal: never})),
    );

    expect(results.map(({stdout}) => stdout.trim())).toEqual(numbers);
  });

  test.each([
    {what: 'program', argv: ['nosuch'], message: 'exec: "nosuch": executable file not found in $PATH'},
    {
      what: 'user',
      argv: ['id'],
      user: 'nobody2',
      message: 'unable to find user nobody2: no matching entries in passwd file',
    },
    {
      what: 'folder',
      argv: ['pwd'],
      workdir: '/nosuch',
      message: 'chdir to cwd ("/nosuch") set in config.json failed: no such file or directory',
    },
  ])('reports a missing $what in one line', async ({argv, message, what: _, ...options}) => {
    const channel = await channelTo(await foreignContainer([]));

    await expect(channel.exec(argv, {signal: never, ...options})).rejects.toMatchObject({
      name: 'ChannelError',
      blame: 'request',
      message,
    });
  });

  test.each([
    {state: 'removed', act: ['rm', '-f'], message: 'the container is gone'},
    {state: 'stopped', act: ['kill'], message: 'the container is not running'},
    {state: 'paused', act: ['pause'], message: 'the container is paused'},
  ])('reports a container that is $state', async ({act, message}) => {
    const container = await foreignContainer([]);
    const channel = await channelTo(container);
    await docker(...act, container);

    await expect(channel.exec(['true'], {signal: never})).rejects.toMatchObject({
      name: 'ChannelError',
      blame: 'channel',
      message,
    });
  });

  test('blames the container if it stops during a command', async () => {
    const container = await foreignContainer([]);
    const channel = await channelTo(container);

    const running = channel.exec(['sh', '-c', 'echo up; sleep 600'], {
      signal: never,
      onOutput: () => void docker('kill', container),
    });

    await expect(running).rejects.toMatchObject({
      message: expect.stringMatching(/^the container (stopped|is gone)/) as string,
    });
  });

  test('returns 137 for a killed command in a running container', async () => {
    const channel = await channelTo(await foreignContainer([]));

    expect(await channel.exec(['sh', '-c', 'kill -9 $$'], {signal: never})).toMatchObject({code: 137});
  });
});

withEngine('aborting a command in a container', () => {
  test('kills it with its children, for any user', async () => {
    const container = await foreignContainer(['--init']);
    const channel = await channelTo(container);
    const script = `trap '' TERM; sleep 611 & echo up; sleep 612`;

    await expectKilled(channel, ['sh', '-c', script], {user: 'guest'});

    expect(await docker('exec', container, 'ps')).not.toMatch(/sleep 61/);
  });

  test('kills it from outside if the container has no shell', async () => {
    const container = await foreignContainer(['--init']);
    await docker('exec', container, 'rm', '/bin/sh');
    const channel = await channelTo(container);

    await expectKilled(channel, ['/bin/yes', 'up']);

    const {stdout} = await channel.exec(['/bin/ps'], {signal: never});
    expect(stdout).not.toContain('yes');
  });

  test('prevents its start, or kills it right after the start', async () => {
    const container = await foreignContainer(['--init']);
    const channel = await channelTo(container);
    const attempts = Array.from({length: 10}, async (_, at) => {
      const {signal} = systemClock.deadline(at * 10);
      await expect(channel.exec(['sleep', '613'], {signal})).rejects.toMatchObject({
        message: 'the command was killed',
      });
    });

    await Promise.all(attempts);

    expect(await docker('exec', container, 'ps')).not.toContain('sleep 613');
  });

  test('sends no request if the signal is already aborted', async () => {
    const channel = await channelTo('nosuch');

    await expect(channel.exec(['true'], {signal: AbortSignal.abort()})).rejects.toMatchObject({
      message: 'the command was killed',
    });
  });
});

/** Runs a command that prints something when it starts, and aborts it at that moment. */
async function expectKilled(channel: TaskChannel, argv: readonly string[], options = {}): Promise<void> {
  const controller = new AbortController();
  const running = channel.exec(argv, {
    signal: controller.signal,
    onOutput() {
      controller.abort();
      return undefined;
    },
    ...options,
  });
  await expect(running).rejects.toMatchObject({name: 'ChannelError', message: 'the command was killed'});
}
