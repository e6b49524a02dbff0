import {readdir} from 'node:fs/promises';
import {constants} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {Launch} from '../support/launch.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';

const UP = `serve: 'echo up; exec tail -f /dev/null', ready: {log: up}`;

/** A service that ignores SIGTERM, including its child processes. */
const DEAF = `serve: 'trap "" TERM; (while :; do tail -f /dev/null; done) & echo up; while :; do wait; done', ready: {log: up}`;

interface State {
  readonly name: string;
  readonly tasks: string;
  /** Resolves when the launch has reached the state. */
  reach(launch: Launch, rig: LaunchRig): Promise<unknown>;
}

const progressed =
  (text: RegExp) =>
  async ({event}: Launch): Promise<unknown> =>
    await event(progress => progress.type === 'task-progressed' && text.test(progress.doing));

const STATES: readonly State[] = [
  {
    name: 'waiting for an address',
    tasks: `a: {alias: {pool: 127.0.2.40-127.0.2.40}}, b: {needs: [a], alias: {pool: 127.0.2.40-127.0.2.40, wait: 1h}}`,
    reach: progressed(/waiting for a free address/),
  },
  {
    name: 'starting a process',
    tasks: `base: {${UP}}, a: {needs: [base], ${UP}}, b: {needs: [base], run: 'exec tail -f /dev/null'}`,
    reach: async ({event}) => await event('task-started', 'a'),
  },
  {
    name: 'running a command',
    tasks: `base: {${UP}}, a: {needs: [base], run: 'echo runs; tail -f /dev/null; true'}`,
    reach: async ({event}) => await event('task-output', 'a'),
  },
  {
    name: 'probing',
    tasks: `a: {serve: 'exec tail -f /dev/null', ready: [{port: 1}, {command: 'exec tail -f /dev/null', timeout: 1h}, {log: never}]}`,
    reach: async ({event}) => await event('probe-attempted'),
  },
  {
    name: 'waiting before another attempt',
    tasks: `base: {${UP}}, a: {needs: [base], run: 'exit 1', retry: {attempts: 2, delay: 1h}}`,
    reach: async ({event}) => await event('task-retried'),
  },
  {
    name: 'waiting before a restart',
    tasks: `a: {${UP}}, b: {serve: 'exit 1', restart: {attempts: 2, delay: 1h}}`,
    reach: async ({event}) => await event('service-ended'),
  },
  {
    name: 'up',
    tasks: `a: {alias: {pool: 127.0.2.1-127.0.2.9}}, b: {needs: [a], ${UP}}, c: {needs: [b], certificate: {ca: true}}`,
    reach: async ({event}) => await event('run-ready'),
  },
  {
    name: 'running the command after `--`',
    tasks: `a: {${UP}}`,
    reach: async ({event}) => await event('terminal-taken'),
  },
];

const SIGNALS = [
  {signal: 'SIGINT', code: 130},
  {signal: 'SIGTERM', code: 143},
  {signal: 'SIGHUP', code: 129},
] as const;

test.each(STATES.flatMap(state => SIGNALS.map(signal => ({...state, ...signal}))))(
  '$signal while $name stops everything',
  async ({tasks, reach, name, signal, code}) => {
    const rig = await launchRig(`tasks: {${tasks}}`);
    // A single program: with several names, the command line would have to list each one.
    const foreground = name.includes('--') ? ['--', 'tail', '-f', '/dev/null'] : [];
    const args = ['run', '--format', 'json', ...foreground];
    const launch = rig.bottle(args);
    await (foreground.length > 0 ? launch.printed('terminal-taken') : reach(launch, rig));
    launch.signal(signal);
    expect(await launch.ended()).toMatchObject({code});
    expect(await rig.leftBehind()).toEqual([]);
  },
);

/** Signals that end a program by default, except those that cannot be handled and those of a crash. */
const TERMINATING = Object.keys(constants.signals).filter(
  name =>
    !['SIGKILL', 'SIGPIPE', 'SIGXFSZ', 'SIGILL', 'SIGBUS', 'SIGFPE', 'SIGSEGV'].includes(name) &&
    ![
      'SIGSTOP',
      'SIGTSTP',
      'SIGTTIN',
      'SIGTTOU',
      'SIGCONT',
      'SIGCHLD',
      'SIGWINCH',
      'SIGURG',
      'SIGINFO',
    ].includes(name),
) as NodeJS.Signals[];

test.each(TERMINATING)('%s ends a run with a teardown', async signal => {
  const rig = await launchRig(`tasks: {a: {${UP}}}`);
  const launch = rig.run();
  await launch.event('run-ready');
  launch.signal(signal);
  expect(await launch.ended()).toMatchObject({code: 128 + constants.signals[signal]});
  expect(await rig.leftBehind()).toEqual([]);
});

test("Node's profiling signals do not end a run", async () => {
  const rig = await launchRig(`tasks: {a: {run: 'echo done'}}`);
  const [node = '', ...args] = rig.runCommand;
  const profiles = join(rig.dir, 'profiles');
  const launch = rig.start([node, '--cpu-prof', `--cpu-prof-dir=${profiles}`, ...args]);
  expect(await launch.ended()).toMatchObject({code: 0});
  expect(await readdir(profiles)).toHaveLength(1);
});

test('a second signal skips the grace period of a service that ignores SIGTERM, and other resources are removed', async () => {
  const rig = await launchRig(`
    tasks:
      address: {alias: {pool: 127.0.2.1-127.0.2.9}}
      deaf: {needs: [address], grace: 1h, ${DEAF}}
      after: {needs: [deaf], ${UP}}
  `);
  const launch = rig.run();
  await launch.event('run-ready');
  launch.signal('SIGINT');
  await launch.event('task-stop-progressed', 'deaf');
  launch.signal('SIGINT');
  expect((await launch.ended()).code).toBe(130);
  await launch.event('teardown-forced');
  const stopped = launch.events.flatMap(event => (event.type === 'task-stopped' ? [event.task] : []));
  expect(stopped).toEqual(['after', 'deaf', 'address']);
  expect(await rig.leftBehind()).toEqual([]);
});

test('a service that ignores SIGTERM is killed with its process group after `grace`', async () => {
  const rig = await launchRig(`tasks: {deaf: {grace: 50ms, ${DEAF}}}`);
  const launch = rig.run();
  await launch.event('run-ready');
  launch.signal('SIGTERM');
  expect((await launch.ended()).code).toBe(143);
  const text = launch.events.flatMap(event => (event.type === 'task-stop-progressed' ? [event.doing] : []));
  expect(text).toEqual([expect.stringMatching(/^killed process group \d+$/)]);
  expect(await rig.leftBehind()).toEqual([]);
});

test('a signal during the recovery of a dead run completes the recovery and starts nothing', async () => {
  const rig = await launchRig(`tasks: {deaf: {grace: 1h, ${DEAF}}}`);
  const first = rig.run();
  await first.event('run-ready');
  first.signal('SIGKILL');
  await first.ended();
  const second = rig.run();
  await second.event('dead-run-found');
  second.signal('SIGINT');
  await second.event('run-interrupted');
  second.signal('SIGINT');
  expect((await second.ended()).code).toBe(130);
  await second.event('task-cancelled', 'deaf');
  expect(await rig.leftBehind()).toEqual([]);
});

test('a signal during repeated restarts leaves nothing', async () => {
  const rig = await launchRig(
    `tasks: {a: {${UP}}, b: {serve: 'exit 0', restart: {attempts: 1000, delay: 0s}}}`,
  );
  for (let restarts = 1; restarts <= 5; restarts++) {
    const launch = rig.run();
    await launch.event(() => launch.events.filter(({type}) => type === 'service-ended').length >= restarts);
    launch.signal('SIGTERM');
    expect((await launch.ended()).code).toBe(143);
    expect(await rig.leftBehind()).toEqual([]);
  }
});

test.each(['never', 'always'])('no command begins after a signal (forker: %s)', async forker => {
  const task = `{run: 'exec tail -f /dev/null', undo: 'echo reverted'}`;
  const tasks = Array.from({length: 40}, (_, at) => `t${at}: ${task}`);
  const rig = await launchRig(`tasks: {${tasks.join(', ')}}\n`);
  const launch = rig.run([], {env: {BOTTLE_FORKER: forker}});
  await launch.event('task-running');
  launch.signal('SIGINT');
  expect((await launch.ended()).code).toBe(130);
  const types = launch.events.map(({type}) => type);
  const interrupted = types.indexOf('run-interrupted');
  expect(types.slice(interrupted)).not.toContain('task-running');
  const begun = types.filter(type => type === 'task-running').length;
  expect(begun).toBeLessThan(tasks.length);
  const undone = launch.events.filter(
    event => event.type === 'task-stop-progressed' && event.doing.startsWith('undoing'),
  );
  expect(undone).toHaveLength(begun);
});
