import {rm} from 'node:fs/promises';
import {expect, test} from 'vitest';
import type {Launch} from '../support/launch.ts';
import {launchRig} from '../support/launch-rig.ts';
import {ownPackage} from '../support/own-package.ts';

/** Ends on the given signals and prints the one received. Ignores all others. */
const SERVER = `
const signals = process.argv.slice(2);
for (const name of ['SIGINT', 'SIGTERM', 'SIGUSR1', 'SIGUSR2', 'SIGQUIT'])
  process.on(name, () => {
    console.log('got ' + name);
    if (signals.includes(name)) process.exit(0);
  });
setInterval(() => undefined, 1e6);
console.log('up');
`;

const serve = (signals: string, keys: string): string =>
  `tasks: {server: {serve: [node, server.mjs, ${signals}], ready: {log: up}, ${keys}}}`;

async function launched(launchFile: string) {
  const rig = await launchRig(launchFile);
  await rig.write('server.mjs', SERVER);
  const launch = rig.run();
  await launch.event('run-ready');
  return {rig, launch};
}

const signalsOf = ({events}: Launch): readonly string[] =>
  events.flatMap(event => (event.type === 'task-output' && event.line !== 'up' ? [event.line] : []));

const reportsOf = ({events}: Launch): readonly string[] =>
  events.flatMap(event => (event.type === 'task-stop-progressed' ? [event.doing] : []));

test('`stop_signal` replaces SIGTERM', async () => {
  const {rig, launch} = await launched(serve('SIGINT', 'stop_signal: SIGINT, grace: 1h'));
  launch.signal('SIGTERM');
  expect((await launch.ended()).code).toBe(143);
  expect(signalsOf(launch)).toEqual(['got SIGINT']);
  expect(await rig.leftBehind()).toEqual([]);
});

test('a service that takes longer than most to end gets its stop signal only once', async () => {
  const rig = await launchRig(`tasks: {server: {serve: [node, server.mjs], ready: {log: up}, grace: 1h}}`);
  await rig.write(
    'server.mjs',
    `process.on('SIGTERM', () => console.log('got SIGTERM'));
    process.once('SIGTERM', () => setTimeout(() => process.exit(), 600));
    setInterval(() => undefined, 1e6);
    console.log('up');`,
  );
  const launch = rig.run();
  await launch.event('run-ready');
  launch.signal('SIGINT');
  expect((await launch.ended()).code).toBe(130);
  expect(signalsOf(launch)).toEqual(['got SIGTERM']);
  expect(reportsOf(launch)).toEqual([
    expect.stringMatching(/^waiting for process group \d+ to exit, killing it after 1 h$/),
  ]);
  expect(await rig.leftBehind()).toEqual([]);
});

test('a `stop` command runs first with pid and environment of the service, and can be sufficient', async () => {
  const {rig, launch} = await launched(
    serve('SIGUSR2', `env: {WHICH: USR2}, stop: 'kill -s $WHICH \${{ tasks.server.pid }}', grace: 1h`),
  );
  launch.signal('SIGTERM');
  expect((await launch.ended()).code).toBe(143);
  expect(signalsOf(launch)).toEqual(['got SIGUSR2']);
  expect(reportsOf(launch)).toEqual([expect.stringMatching(/^stopping: kill -s \$WHICH \d+$/)]);
  expect(await rig.leftBehind()).toEqual([]);
});

test.each([
  ['fails', `'echo cannot >&2; exit 3'`, 'its `stop` exited with code 3: cannot'],
  ['cannot be started', '[./no-such-program]', expect.stringMatching(/^its `stop` exited with code 127/)],
])('the signal follows immediately if `stop` %s', async (_, stop, report) => {
  const {rig, launch} = await launched(serve('SIGTERM', `stop: ${stop}, grace: 1h`));
  launch.signal('SIGTERM');
  expect((await launch.ended()).code).toBe(143);
  expect(signalsOf(launch)).toEqual(['got SIGTERM']);
  expect(reportsOf(launch)).toContainEqual(report);
  expect(await rig.leftBehind()).toEqual([]);
});

test.each([
  ['does not end', `'exec tail -f /dev/null'`],
  ['ends, but the process does not', `'true'`],
])('the signal follows after half of `grace`, then SIGKILL, if `stop` %s', async (_, stop) => {
  const {rig, launch} = await launched(serve('NONE', `stop: ${stop}, stop_signal: SIGQUIT, grace: 3s`));
  launch.signal('SIGTERM');
  expect((await launch.ended()).code).toBe(143);
  expect(signalsOf(launch)).toEqual(['got SIGQUIT']);
  expect(reportsOf(launch).at(-1)).toMatch(/^killed process group \d+$/);
  expect(await rig.leftBehind()).toEqual([]);
});

test('a second signal skips `stop` and the stop signal', async () => {
  const {rig, launch} = await launched(serve('SIGTERM', `stop: 'exec tail -f /dev/null', grace: 1h`));
  launch.signal('SIGINT');
  await launch.event('task-stop-progressed');
  launch.signal('SIGINT');
  expect((await launch.ended()).code).toBe(130);
  expect(signalsOf(launch)).toEqual([]);
  expect(await rig.leftBehind()).toEqual([]);
});

test('the recovery of a dead run stops a service in the same way', async () => {
  const keys = `stop: 'echo "stopped \${{ tasks.server.pid }}" > stopped; false', stop_signal: SIGINT, grace: 1h`;
  const {rig, launch} = await launched(serve('SIGINT', keys));
  const {outputs} = await launch.event('task-ready', 'server');
  launch.signal('SIGKILL');
  await launch.ended();
  await rig.write('bottle.yaml', 'tasks: {other: {run: "true"}}');
  const next = rig.run();
  expect((await next.ended()).code).toBe(0);
  expect(await rig.read('stopped')).toBe(`stopped ${outputs.pid}\n`);
  expect(await rig.leftBehind()).toEqual([]);
});

test('a command stops a service even if the installed package has been deleted', async () => {
  const rig = await launchRig(serve('SIGTERM', `stop: 'kill \${{ tasks.server.pid }}', grace: 1h`));
  await rig.write('server.mjs', SERVER);
  const folder = await ownPackage(rig);
  const launch = rig.run();
  await launch.event('run-ready');
  await rm(folder, {recursive: true});
  launch.signal('SIGTERM');
  expect(await launch.ended()).toMatchObject({code: 143, stderr: ''});
  expect(await rig.leftBehind()).toEqual([]);
});

test('more than ten tasks stop in parallel without a Node warning', async () => {
  const tasks = Array.from({length: 12}, (_, at) => [
    `left${at}: {run: 'setsid tail -f /dev/null > /dev/null 2>&1 < /dev/null &'}`,
    `up${at}: {needs: [server], serve: [node, server.mjs, SIGTERM], ready: {log: up}}`,
  ]).flat();
  const rig = await launchRig(`tasks: {server: {serve: 'read -r line < gate; exit 7'}, ${tasks.join(', ')}}`);
  await rig.write('server.mjs', SERVER);
  const gate = await rig.gate('gate');
  const launch = rig.run(['--keep-going']);
  await launch.event('run-ready');
  gate.open();
  const {code, stderr} = await launch.ended();
  expect(code).toBe(1);
  expect(stderr).not.toContain('MaxListeners');
  expect(stderr).toContain('code 7');
  expect((await rig.leftBehind()).filter(what => what.startsWith('process'))).toEqual([]);
});
