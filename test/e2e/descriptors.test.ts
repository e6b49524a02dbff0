import {expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';

const services = (count: number): string =>
  `tasks:\n${Array.from({length: count}, (_, at) => `  s${at}: {serve: [tail, -f, /dev/null]}\n`).join('')}`;

/** Exit codes of a reported failure, and of an interrupted run. */
const ENDS = [1, 130];

test.each([24, 48, 64, 72, 80, 96, 128, 256])(
  '40 services within %i file descriptors become ready or fail with the limit, and none is left',
  async limit => {
    const rig = await launchRig(services(40));
    const launch = rig.start(['sh', '-c', `ulimit -n ${limit}; exec "$@"`, 'sh', ...rig.runCommand]);
    void launch.event('run-ready').then(
      () => launch.signal('SIGINT'),
      () => undefined,
    );
    const {code, stderr} = await launch.ended();
    // If bottle's own files cannot be loaded, neither can its message for this failure.
    const reached = new RegExp(
      `its limit of ${limit} open files\\n  raise the limit|^error: EMFILE.*; raise the open file limit`,
    );
    if (code !== 130) expect(stderr).toMatch(reached);
    if (limit > 24) expect(ENDS).toContain(code);
    else expect(code).toBe(2);
    expect(stderr).not.toContain('could not remove');
    expect((await rig.leftBehind()).filter(what => !what.startsWith('state/runs'))).toEqual([]);
  },
);

test('120 services start and stop within 256 file descriptors', async () => {
  const rig = await launchRig(services(120));
  const launch = rig.start(['sh', '-c', 'ulimit -n 256; exec "$@"', 'sh', ...rig.runCommand]);
  await launch.event('run-ready');
  launch.signal('SIGINT');
  expect((await launch.ended()).code).toBe(130);
  expect(await rig.leftBehind()).toEqual([]);
});

test('tasks with output and probes fail cleanly at the limit, and leave nothing for the next run', async () => {
  const tasks = Array.from(
    {length: 30},
    (_, at) =>
      `  s${at}: {serve: 'echo up; exec tail -f /dev/null', ready: [{log: up}, {command: 'true'}]}\n`,
  );
  const rig = await launchRig(`tasks:\n${tasks.join('')}`);
  const launch = rig.start(['sh', '-c', 'ulimit -n 60; exec "$@"', 'sh', ...rig.runCommand]);
  const {code, stderr} = await launch.ended();
  expect({code, stderr}).toMatchObject({code: 1, stderr: expect.stringContaining('60 open files') as string});
  const next = rig.run();
  await next.event('run-ready');
  expect(next.events.some(({type}) => type === 'dead-run-found')).toBe(false);
  next.signal('SIGTERM');
  expect((await next.ended()).code).toBe(143);
});
