import {expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';

const UP = `serve: 'echo up; exec tail -f /dev/null', ready: {log: up}`;
const DIES = `serve: 'echo up; read -r line < gate; echo its last words; exit 5', ready: {log: up}`;

test('a service that exits unexpectedly ends the run, with its exit code and last lines', async () => {
  const rig = await launchRig(`
    tasks:
      dies: {${DIES}}
      stays: {needs: [dies], ${UP}}
  `);
  const gate = await rig.gate('gate');
  const launch = rig.run();
  await launch.event('run-ready');
  gate.open();
  const {code, stderr} = await launch.ended();
  expect(stderr.split('\n').slice(0, 4)).toEqual([
    'error: task `dies` exited unexpectedly with code 5',
    '  its last lines:',
    '    up',
    '    its last words',
  ]);
  expect(code).toBe(1);
  expect(await launch.event('service-ended')).toMatchObject({task: 'dies', exit: {code: 5}, then: 'failed'});
  await launch.event('task-stopped', 'stays');
});

test('a service that exits while others are starting ends the run too', async () => {
  const rig = await launchRig(`
    tasks:
      dies: {${DIES}}
      slow: {needs: [dies], run: 'echo runs; exec tail -f /dev/null'}
  `);
  const gate = await rig.gate('gate');
  const launch = rig.run();
  await launch.event('task-output', 'slow');
  gate.open();
  expect((await launch.ended()).code).toBe(1);
  await launch.event('task-cancelled', 'slow');
});

test('with `on_exit: ignore`, the exit of a service is reported, and the run ends when nothing keeps it alive', async () => {
  const rig = await launchRig(`
    tasks:
      dies: {${DIES}, on_exit: ignore}
      dies-too: {serve: 'echo up; read -r line < gate-2', ready: {log: up}, on_exit: ignore}
  `);
  const [gate, second] = [await rig.gate('gate'), await rig.gate('gate-2')];
  const launch = rig.run();
  await launch.event('run-ready');
  gate.open();
  expect(await launch.event('service-ended', 'dies')).toMatchObject({exit: {code: 5}, then: 'ignored'});
  expect(launch.events.some(({type}) => type === 'teardown-started')).toBe(false);
  second.open();
  expect(await launch.ended()).toMatchObject({code: 0, stderr: ''});
  expect(await rig.leftBehind()).toEqual([]);
});

test('`restart` restarts a service after killing its leftover processes, until its attempts are used up', async () => {
  const rig = await launchRig(`
    tasks:
      dies:
        serve: |
          (trap "" TERM HUP; while :; do tail -f /dev/null; done) > /dev/null &
          echo "pid \${BOTTLE_RUN:-} $$"
          read -r line < gate
          exit 5
        ready: {log: 'pid +(?<pid>\\d+)'}
        grace: 10ms
        restart: {attempts: 2, delay: 1ms}
      stays: {${UP}}
  `);
  const gate = await rig.gate('gate');
  const launch = rig.run();
  await launch.event('run-ready');
  for (const attempt of [1, 2, 3]) {
    await launch.event(() => launch.events.filter(({type}) => type === 'probe-passed').length >= attempt + 1);
    gate.open();
    await launch.event(() => launch.events.filter(({type}) => type === 'service-ended').length >= attempt);
  }
  expect((await launch.ended()).code).toBe(1);
  const ends = launch.events.flatMap(event => (event.type === 'service-ended' ? [event.then] : []));
  expect(ends).toEqual(['restarted', 'restarted', 'failed']);
  expect(await rig.leftBehind()).toEqual([]);
});
