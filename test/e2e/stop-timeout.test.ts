import {expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';

const DEAF = `serve: "trap '' TERM; echo up; while :; do read -r line < never; done", ready: {log: up}`;

const tasks = `
tasks:
  db: {${DEAF}}
  web: {needs: [db], ${DEAF}}
`;

test.each([
  ['in the file', 'stop_timeout: 2s\n', [], 'SIGINT', 130],
  ['on the command line', 'stop_timeout: 1h\n', ['--stop-timeout', '2s'], 'SIGTERM', 143],
] as const)(
  'two levels that ignore SIGTERM are killed within the `stop_timeout` %s',
  async (_, head, args, signal, code) => {
    const rig = await launchRig(head + tasks);
    await rig.gate('never');
    const launch = rig.run(args);
    await launch.event('run-ready');
    launch.signal(signal);
    expect((await launch.ended()).code).toBe(code);
    const at = (type: string): number => launch.events.find(event => event.type === type)?.at ?? NaN;
    // Two grace periods of 10 s would take 20 s.
    expect(at('run-ended') - at('teardown-started')).toBeLessThan(19_000);
    expect(
      launch.events.filter(({type}) => type === 'task-stopped').map(event => 'task' in event && event.task),
    ).toEqual(['web', 'db']);
    // 2 s minus 400 ms reserved for killing, divided by two levels: at most 800 ms instead of the grace period of 10 s.
    const doing = launch.events.flatMap(event =>
      event.type === 'task-stop-progressed' && event.task === 'web' ? [event.doing] : [],
    );
    expect(doing).toContainEqual(expect.stringMatching(/ to exit, killing it after [1-8]?\d?\d ms$/));
    expect(await rig.leftBehind()).toEqual([]);
  },
);

test('an invalid duration on the command line is rejected', async () => {
  const rig = await launchRig(tasks);
  const {code, stderr} = await rig.bottle(['run', '--stop-timeout', '8']).ended();
  expect(code).toBe(2);
  expect(stderr).toContain('Expected a duration such as `10s`');
});
