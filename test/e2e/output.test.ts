import {readdir, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import type {Launch} from '../support/launch.ts';
import {launchRig} from '../support/launch-rig.ts';
import {processesWith} from '../support/marked-processes.ts';
import {signalProcess} from '../support/signal-process.ts';

/** The output lines of a task, by stream. */
function lines({events}: Launch, stream: 'stdout' | 'stderr' = 'stdout'): readonly string[] {
  return events.flatMap(event =>
    event.type === 'task-output' && event.stream === stream ? [event.line] : [],
  );
}

test('scripts can write to /dev/stdout and /dev/stderr, and end without a line break', async () => {
  const rig = await launchRig(`
    tasks: {a: {run: 'echo out > /dev/stdout; echo err > /dev/stderr; echo more >> /dev/stderr; printf unfinished'}}
  `);
  const launch = rig.run();
  expect(await launch.ended()).toMatchObject({code: 0, stderr: ''});
  expect(lines(launch)).toEqual(['out', 'unfinished']);
  expect(lines(launch, 'stderr')).toEqual(['err', 'more']);
});

test.each(['json', 'plain'])('100 000 lines arrive complete and in order as %s', async format => {
  const rig = await launchRig(`tasks: {a: {run: 'seq 100000'}}`);
  const {code, stdout} = await rig.bottle(['run', '--format', format]).ended();
  expect(code).toBe(0);
  const found = [...stdout.matchAll(format === 'json' ? /"line":"(\d+)"/g : /\| (\d+)$/gm)].map(([, line]) =>
    Number(line),
  );
  expect(found).toEqual(Array.from({length: 100_000}, (_, index) => index + 1));
});

test('binary output and an unterminated line do no harm', async () => {
  const rig = await launchRig(`
    tasks:
      binary: {run: 'head -c 1000000 /dev/urandom; printf "\\\\000\\\\033[31m\\\\377\\\\nend\\\\n"'}
      endless: {run: 'head -c 3000000 /dev/zero'}
  `);
  const launch = rig.run();
  const {code, stdout} = await launch.ended();
  expect(code).toBe(0);
  expect(lines(launch)).toContain('end');
  for (const line of stdout.trimEnd().split('\n')) JSON.parse(line);
});

test('background processes of a command end with the run, and their pipe causes no delay', async () => {
  const rig = await launchRig(`
    tasks:
      leaves: {run: 'tail -f /dev/null > /dev/null & echo $!'}
      after: {needs: [leaves], run: 'kill -0 \${{ tasks.leaves.stdout }}'}
  `);
  const launch = rig.run();
  expect(await launch.ended()).toMatchObject({code: 0, stderr: ''});
  await launch.event('task-stopped', 'leaves');
  expect(await rig.leftBehind()).toEqual([]);
});

test.each([
  {name: 'is silent', program: 'exec tail -f /dev/null'},
  {name: 'writes as fast as it can', program: `exec yes ${'many-words-'.repeat(50)}`},
])('a daemon in its own session that $name causes no delay', async ({program}) => {
  const rig = await launchRig(
    `tasks: {daemon: {run: 'setsid sh daemon.sh & read -r line < gate; echo over'}}`,
  );
  await rig.write('daemon.sh', `echo begun; ${program}`);
  const gate = await rig.gate('gate');
  const launch = rig.bottle(['run', '--format', 'plain']);
  await launch.printed('| begun');
  gate.open();
  const {code, stdout} = await launch.ended();
  expect(code).toBe(0);
  expect(stdout).toMatch(/^daemon +\\| over$/m);
});

test('background processes of a `command` probe are killed after each attempt', async () => {
  const rig = await launchRig(`
    tasks:
      a: {wait: {}, ready: {command: 'tail -f /dev/null & echo try >> tries; test -e go'}}
      b: {needs: [a], run: 'true'}
  `);
  const launch = rig.run();
  await launch.event(event => event.type === 'probe-attempted' && event.attempt === 3);
  await rig.write('go', '');
  expect((await launch.ended()).code).toBe(0);
  expect((await rig.read('tries')).length).toBeGreaterThan(4 * 3);
  expect(await rig.leftBehind()).toEqual([]);
});

test('an unterminated line of a service stays one line during `command` probes', async () => {
  const rig = await launchRig(`
    tasks:
      a:
        serve: 'printf begun; read -r line < gate; echo -and-ended; exec tail -f /dev/null'
        ready: [{command: 'test -e go'}, {log: begun-and-ended}]
      b: {needs: [a], run: 'true'}
    until: b
  `);
  const gate = await rig.gate('gate');
  const launch = rig.run();
  await launch.event(event => event.type === 'probe-attempted' && event.attempt === 3);
  gate.open();
  await rig.write('go', '');
  expect((await launch.ended()).code).toBe(0);
  expect(lines(launch)).toEqual(['begun-and-ended']);
});

test("everything is stopped when bottle's output is closed", async () => {
  const rig = await launchRig(`
    tasks:
      service: {serve: 'echo up; while read -r line < gate; do echo again; done', ready: {log: up}}
      address: {alias: {pool: 127.0.2.1-127.0.2.9}}
  `);
  const gate = await rig.gate('gate');
  const launch = rig.run();
  await launch.event('run-ready');
  launch.hangUp();
  gate.open();
  expect((await launch.ended()).code).toBe(141);
  expect(await rig.leftBehind()).toEqual([]);
});

test.each(['plain', 'json'])(
  'a blocked reader pauses tasks, bottle uses no more memory, and the teardown does not wait (%s)',
  async format => {
    const rig = await launchRig(`
      tasks:
        talks: {serve: 'exec yes 0123456789012345678901234567890123456789'}
        quiet: {serve: 'exec tail -f /dev/null'}
    `);
    const bottle = `'${process.execPath}' '${rig.command}' run --format ${format}`;
    const gate = await rig.gate('gate');
    // The process that keeps the pipe open is not part of the run, so it does not carry the mark.
    const launch = rig.start([
      ...['sh', '-c', `${bottle} | { env -u BOTTLE_TEST_MARK sh -c 'read -r line < gate; exec cat'; }`],
    ]);
    const logSize = async (): Promise<number> => {
      const [run] = await readdir(join(rig.stateDir, 'runs')).catch(() => []);
      const log = join(rig.stateDir, 'runs', run ?? '', 'logs', 'talks');
      return (await stat(log).catch(() => ({size: 0}))).size;
    };
    // The log contains all output that was read, so a constant size shows that reading has stopped.
    let before = -1;
    await expect
      .poll(
        async () => {
          const size = await logSize();
          const isSteady = size > 0 && size === before;
          before = size;
          return isSteady;
        },
        {interval: 500},
      )
      .toBe(true);
    expect(before).toBeLessThan(8 * 1024 * 1024);
    const owners = processesWith(rig.mark);
    const own = owners.find(
      ({commandLine}) => commandLine.includes(rig.command) && !commandLine.startsWith('sh'),
    );
    signalProcess(own?.pid, 'SIGTERM');
    const names = () => processesWith(rig.mark).map(({commandLine}) => commandLine);
    await expect.poll(names).not.toContainEqual(expect.stringMatching(/^(yes|tail) /));
    gate.open();
    const {stdout} = await launch.ended();
    expect(stdout).toContain(format === 'json' ? '"type":"run-ended"' : 'interrupted after');
    expect(await rig.leftBehind()).toEqual([]);
  },
);

test('plain lines have no escape codes on a pipe, and colors on request', async () => {
  const rig = await launchRig(`tasks: {a: {run: 'echo hi'}, b: {needs: [a], run: 'false'}}`);
  const plain = await rig.bottle(['run']).ended();
  expect(plain.stdout + plain.stderr).not.toContain('\u001b');
  const coloured = await rig.bottle(['run'], {env: {FORCE_COLOR: '1'}}).ended();
  expect(coloured.stdout).toContain('\u001b[');
});
