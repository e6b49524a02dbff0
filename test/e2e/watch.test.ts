import {appendFile, rename, utimes} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import type {RunEvent} from '../../src/vocabulary/event.ts';
import {launchRig} from '../support/launch-rig.ts';
import type {Launch} from '../support/launch.ts';

const UP = `serve: 'echo up; exec tail -f /dev/null', ready: {log: up}`;

/** Waits until an event type has occurred `count` times. */
async function times(launch: Launch, type: RunEvent['type'], count: number): Promise<void> {
  await launch.event(() => launch.events.filter(event => event.type === type).length >= count);
}

async function ready(launch: Launch, count: number): Promise<void> {
  await times(launch, 'run-ready', count);
}

function starts({events}: Launch): readonly string[] {
  return events.flatMap(event => (event.type === 'task-started' ? [`${event.task} ${event.cause}`] : []));
}

describe('watch', () => {
  test('restarts only the task and its dependents, until a signal', async () => {
    const rig = await launchRig(`
      tasks:
        db: {${UP}}
        web: {needs: [db], serve: 'cat src/a; exec tail -f /dev/null', ready: {log: version}, watch: [src, '!src/*.md']}
        end: {needs: [web], ${UP}}
    `);
    await rig.write('src/a', 'version 1\n');
    await rig.write('.gitignore', '*.tmp\n');
    const launch = rig.run();
    await ready(launch, 1);
    for (const name of ['src/notes.md', 'src/x.tmp', 'other']) await rig.write(name, 'x');
    await utimes(join(rig.dir, 'src/a'), new Date(), new Date());
    await rig.write('src/new~', 'version 2\n');
    await rename(join(rig.dir, 'src/new~'), join(rig.dir, 'src/a'));
    await ready(launch, 2);
    expect(starts(launch)).toEqual([
      ...['db needs-met', 'web needs-met', 'end needs-met'],
      ...['web changed', 'end dependency'],
    ]);
    const changes = launch.events.filter(event => event.type === 'watch-changed');
    expect(changes.map(({task, files}) => [task, files.filter(file => file !== 'src/new~')])).toEqual([
      ['web', ['src/a']],
    ]);
    launch.signal('SIGINT');
    expect((await launch.ended()).code).toBe(130);
    expect(await rig.leftBehind()).toEqual([]);
  });

  test('of a task in an included folder watches that folder, like the `sources` of `--watch`', async () => {
    const rig = await launchRig('include: [{path: api/bottle.yaml, prefix: api}]');
    await rig.write(
      'api/bottle.yaml',
      `tasks: {web: {${UP}, watch: [src]}, gen: {run: 'echo generated', sources: [in], generates: [out]}}`,
    );
    for (const name of ['src/a', 'api/src/a', 'api/in']) await rig.write(name, '1');
    const launch = rig.run(['--watch']);
    await ready(launch, 1);
    await rig.write('src/a', '2');
    await rig.write('api/src/a', '2');
    await ready(launch, 2);
    await rig.write('api/in', '2');
    await ready(launch, 3);
    const changes = launch.events.filter(event => event.type === 'watch-changed');
    expect(changes.map(({task, files}) => [task, files])).toEqual([
      ['api-web', ['api/src/a']],
      ['api-gen', ['api/in']],
    ]);
    launch.signal('SIGINT');
    await launch.ended();
  });

  test('reports a failed restart, and retries it on the next change', async () => {
    const rig = await launchRig(`
      tasks:
        web: {serve: 'test "$(cat a)" != bad; echo up; exec tail -f /dev/null', ready: {log: up}, watch: [a]}
        end: {needs: [web], ${UP}}
    `);
    await rig.write('a', 'good');
    const launch = rig.run();
    await ready(launch, 1);
    await rig.write('a', 'bad');
    expect(await launch.event('task-failed', 'web')).toMatchObject({allowed: true});
    await rig.write('a', 'better');
    await ready(launch, 2);
    expect(launch.events.some(({type}) => type === 'teardown-started')).toBe(false);
    launch.signal('SIGTERM');
    expect((await launch.ended()).code).toBe(143);
  });

  test('restarts a task that changes while it starts', async () => {
    const rig = await launchRig(`
      tasks:
        web: {serve: 'cat a; read -r line < gate; echo up; exec tail -f /dev/null', ready: {log: up}, watch: [a]}
    `);
    await rig.write('a', 'one\n');
    const gate = await rig.gate('gate');
    const launch = rig.run();
    await launch.event(event => event.type === 'task-output' && event.line === 'one');
    await rig.write('a', 'two\n');
    await launch.event(event => event.type === 'task-output' && event.line === 'two');
    gate.open();
    await ready(launch, 1);
    launch.signal('SIGINT');
    await launch.ended();
  });

  test('does not keep a run alive whose first start fails, as in CI, and is disabled by `--no-watch`', async () => {
    const rig = await launchRig(`
      tasks:
        test: {run: 'test "$(cat a)" = good', watch: [a]}
    `);
    await rig.write('a', 'bad');
    expect((await rig.run().ended()).code).toBe(1);
    await rig.write('a', 'good');
    expect((await rig.run(['--no-watch']).ended()).code).toBe(0);
  });
});

describe('--watch', () => {
  const BUILD = `
      tasks:
        gen: {run: 'grep -v "#" in > out', sources: [in], generates: [out]}
        web: {needs: [gen], serve: 'cat out; exec tail -f /dev/null', ready: {log: version}}
    `;

  test('reruns tasks when their sources change, and their dependents if the results differ', async () => {
    const rig = await launchRig(BUILD);
    await rig.write('in', 'version 1\n');
    const launch = rig.run(['--watch']);
    await ready(launch, 1);
    await appendFile(join(rig.dir, 'in'), '# a comment\n');
    await times(launch, 'task-done', 2);
    await ready(launch, 2);
    await rig.write('in', 'version 2\n');
    await launch.event(event => event.type === 'task-output' && event.line === 'version 2');
    expect(starts(launch).slice(2)).toEqual(['gen changed', 'gen changed', 'web dependency']);
    launch.signal('SIGINT');
    await launch.ended();
  });

  test('waits for a change if the first start fails', async () => {
    const rig = await launchRig(BUILD);
    await rig.write('in', '# nothing\n');
    const launch = rig.run(['--watch']);
    await launch.event('task-cancelled', 'web');
    await rig.write('in', 'version 1\n');
    await ready(launch, 1);
    launch.signal('SIGINT');
    expect((await launch.ended()).code).toBe(130);
  });

  test('does not affect the command after `--`, and ends with it', async () => {
    const rig = await launchRig(BUILD);
    await rig.write('in', 'version 1\n');
    const gate = await rig.gate('gate');
    const launch = rig.bottle(['run', '--watch', '--', 'sh', '-c', 'read -r line < gate; exit 7']);
    await launch.printed(/command +started/);
    await rig.write('in', '# nothing\n');
    await launch.printed('cancelled: it needs `gen`');
    await rig.write('in', 'version 2\n');
    await launch.printed('version 2');
    gate.open();
    expect((await launch.ended()).code).toBe(7);
  });

  test('is rejected if there is nothing to watch', async () => {
    const rig = await launchRig(`tasks: {web: {${UP}}}`);
    expect(await rig.run(['--watch']).ended()).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: `--watch` has no files to watch: none of these tasks has `sources` or `watch`\n',
    });
  });
});

test.runIf(process.platform === 'linux' && process.getuid?.() === 0)(
  'a reached inotify limit is reported with a fix, before anything starts',
  async () => {
    const rig = await launchRig(`tasks: {web: {${UP}, watch: [src]}}`);
    for (const name of ['a', 'b', 'c']) await rig.write(`src/${name}`, '');
    const limited = async (limit: string): Promise<string> => {
      const script = `echo ${limit}; exec "$@"`;
      const launch = rig.start(['unshare', '-Ur', 'sh', '-c', script, 'sh', rig.command, 'run']);
      const {code, stderr, stdout} = await launch.ended();
      expect(code).toBe(2);
      expect(stdout).not.toContain('started');
      return stderr;
    };
    expect(await limited('2 > /proc/sys/user/max_inotify_watches')).toMatch(
      /^error: cannot start the run: this user has reached the limit of 2 watched files\n {2}raise it: `sudo sysctl fs.inotify.max_user_watches=524288`/,
    );
    expect(await limited('0 > /proc/sys/user/max_inotify_instances')).toMatch(
      /^error: cannot start the run: this user has reached the limit of 0 programs that watch files\n {2}raise it: `sudo sysctl fs.inotify.max_user_instances=1024`/,
    );
  },
);
