import {readFile} from 'node:fs/promises';
import {expect, test} from 'vitest';
import type {RunList} from '../../src/schema/run-list.ts';
import {launchRig} from '../support/launch-rig.ts';

/** Replaces durations, paths and ids, which differ between runs. */
function steady(text: string): string {
  return text
    .replaceAll(/\/\S*\/runs\/[\w-]+/g, '‹run›')
    .replaceAll(/\d+(\.\d+)? m?s\b/g, '‹time›')
    .replaceAll(/\d+ attempts?/g, '‹n› attempts');
}

const STAYS = `serve: 'echo up; exec tail -f /dev/null', ready: {log: up}`;

test('a failure report starts with the root cause; dependents are cancelled and running tasks stopped', async () => {
  const rig = await launchRig(`
    tasks:
      db: {${STAYS}}
      migrate: {needs: [db], run: 'i=1; while [ $i -le 12 ]; do echo line $i; i=$((i+1)); done; echo broken >&2; exit 3'}
      app: {needs: [migrate], ${STAYS}}
      web: {needs: [app], ${STAYS}}
  `);
  const launch = rig.run();
  const {code, stderr} = await launch.ended();
  expect(code).toBe(1);
  const last = [...Array.from({length: 9}, (_, index) => `line ${index + 4}`), 'broken'];
  expect(stderr.split('\n  its log: ')[0]).toBe(
    [
      'error: task `migrate` exited with code 3',
      '  its last lines:',
      ...last.map(line => `    ${line}`),
    ].join('\n'),
  );
  const log = /its log: (.*)/.exec(stderr)?.[1] ?? '';
  expect(await readFile(log, 'utf8')).toMatch(/^\S+Z stdout line 1\n\S+Z stdout line 2\n/m);
  const cancelled = launch.events.flatMap(event =>
    event.type === 'task-cancelled' ? [`${event.task}: ${event.because}`] : [],
  );
  expect(cancelled).toEqual([
    'app: it needs `migrate`, which failed',
    'web: it needs `app`, which was cancelled',
  ]);
  await launch.event('task-stopped', 'db');
  expect(await rig.leftBehind()).toEqual([]);
});

const REPORTS = [
  {
    name: 'a probe that times out',
    tasks: `a: {serve: 'echo begins; exec tail -f /dev/null', ready: {file: ./never, timeout: 3s}}`,
    output:
      'error: task `a` was not ready within ‹time›: waited for file ./never\n  ‹n› attempts in ‹time›; last result: does not exist\n  its last lines:\n    begins\n  its log: ‹run›/logs/a\n',
  },
  {
    name: 'a process that exits during a probe',
    tasks: `a: {serve: 'echo dies; exit 4', ready: {port: 1, timeout: 1h}}`,
    output: 'error: task `a` exited with code 4\n  its last lines:\n    dies\n  its log: ‹run›/logs/a\n',
  },
  {
    name: 'a silent process killed during a probe',
    tasks: `a: {serve: 'kill -KILL $$', ready: {log: never, timeout: 1h}}`,
    output: 'error: task `a` exited with code 137 (SIGKILL)\n  it printed nothing\n  its log: ‹run›/logs/a\n',
  },
  {
    name: 'a task that takes too long',
    tasks: `a: {run: 'exec tail -f /dev/null', timeout: 200ms}`,
    output: 'error: task `a` took longer than its `timeout` of ‹time›; last step: running\n',
  },
  {
    name: 'a missing command',
    tasks: `a: {run: [no-such-program, x]}`,
    output:
      'error: task `a` exited with code 127\n  127 means that a command was not found: is it installed, and on the PATH?\n  its last lines:\n    sh: 1: exec: no-such-program: not found\n  its log: ‹run›/logs/a\n',
  },
  {
    name: 'a missing folder',
    tasks: `a: {run: 'true', cwd: nowhere}`,
    output: 'error: task `a` cannot start `sh`: the working directory `‹dir›/nowhere` does not exist\n',
  },
  {
    name: 'a variable that is too long for a command',
    tasks: `a: {run: 'true', env: {LONG: ${'x'.repeat(200_000)}}}`,
    output:
      'error: task `a` cannot start `sh`: its arguments and environment exceed the system limit (on Linux 128 KiB each); pass large values in a file\n',
  },
  {
    name: 'a variable with a NUL byte',
    tasks: `odd: {run: 'printf "v=a\\0b" > "$BOTTLE_OUTPUT"', outputs: [v]}, a: {run: 'true', env: {ODD: '\${{ tasks.odd.v }}'}}`,
    output:
      'error: task `a` cannot start `sh`: one of its arguments or variables contains a NUL byte, which no command can receive; pass it in a file\n',
  },
  {
    name: 'an output that is not set',
    tasks: `a: {run: 'true', outputs: [x]}`,
    output: 'error: task `a` ended without writing `x=…` to `$BOTTLE_OUTPUT`\n',
  },
  {
    name: 'a result that is missing',
    tasks: `a: {run: 'echo did it', ready: {command: [test, -e, made], timeout: 2s}}`,
    output:
      'error: task `a` was not ready within ‹time›: waited for command test -e made\n  ‹n› attempts in ‹time›; last result: exit code 1\n  its last lines:\n    did it\n  its log: ‹run›/logs/a\n',
  },
];

test.each(REPORTS)('reports $name', async ({tasks, output}) => {
  const rig = await launchRig(`tasks: {${tasks}}`);
  const {code, stderr} = await rig.run().ended();
  expect(steady(stderr).replaceAll(rig.dir, '‹dir›')).toBe(output);
  expect(code).toBe(1);
  expect(await rig.leftBehind()).toEqual([]);
});

test('the first failure cancels starting tasks; with `--keep-going`, other branches start first', async () => {
  const rig = await launchRig(`
    tasks:
      bad: {run: 'read -r line < gate; exit 9'}
      after-bad: {needs: [bad], run: 'true'}
      other: {run: 'echo other; read -r line < gate-2'}
      after-other: {needs: [other], run: 'true'}
  `);
  const [gate, second] = [await rig.gate('gate'), await rig.gate('gate-2')];
  const strict = rig.run();
  await strict.event('task-output', 'other');
  gate.open();
  const ended = await strict.ended();
  expect(ended.code).toBe(1);
  await strict.event('task-cancelled', 'other');
  await strict.event('task-cancelled', 'after-other');
  const [dependents, others] = ended.stderr.trimEnd().split('\n').slice(-2);
  expect(dependents).toBe('1 dependent task cancelled: after-bad');
  expect(others).toMatch(/^2 other tasks cancelled because the run stopped: /);
  expect(others?.split(': ')[1]?.split(', ').sort()).toEqual(['after-other', 'other']);
  const {stdout} = await rig.bottle(['ps', '--all', '--format', 'json']).ended();
  const {runs} = JSON.parse(stdout) as RunList;
  expect(runs[0]?.tasks.map(({task, state}) => `${task}: ${state}`)).toEqual([
    ...['bad: failed', 'after-bad: cancelled', 'other: cancelled'],
    'after-other: cancelled',
  ]);

  const lenient = rig.run(['--keep-going']);
  await lenient.event('task-output', 'other');
  gate.open();
  await lenient.event('task-cancelled', 'after-bad');
  second.open();
  const {code, stderr} = await lenient.ended();
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: task `bad` exited with code 9\n/);
  await lenient.event('task-done', 'after-other');
});

test('a task is retried as often as `retry` allows, and leftover processes are killed before each attempt', async () => {
  const rig = await launchRig(`
    tasks:
      flaky:
        run: |
          echo try >> tries
          [ "$(pgrep -c -f "$BOTTLE_TEST_MARK marker")" = 0 ] || exit 99
          sh -c 'exec tail -f /dev/null "$0"' "$BOTTLE_TEST_MARK marker" 2>/dev/null >&2 &
          [ $(wc -l < tries) -ge 3 ]
        retry: {attempts: 3, delay: 1ms}
  `);
  const launch = rig.run();
  expect(await launch.ended()).toMatchObject({code: 0, stderr: ''});
  expect(await rig.read('tries')).toBe('try\n'.repeat(3));
  const retried = launch.events.flatMap(event => (event.type === 'task-retried' ? [event.failure] : []));
  expect(retried).toMatchObject([
    {reason: 'exited', exit: {code: 1}},
    {reason: 'exited', exit: {code: 1}},
  ]);
  expect(await rig.leftBehind()).toEqual([]);
});
