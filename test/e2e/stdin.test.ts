import {expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';
import {CTRL_C, onTerminal} from '../support/terminal.ts';

/** Stops at the end of its input, like many file watchers. Prints `still here` when the gate opens. */
const WATCHER = `
import {createReadStream, fstatSync, openSync} from 'node:fs';
process.stdin.on('data', () => undefined).on('end', () => process.exit(7));
openSync('/dev/stdin', 'r');
createReadStream('gate').on('data', () => console.log('still here'));
console.log(fstatSync(0).isFIFO() ? 'a pipe' : 'no pipe');
`;

const WATCHING = 'serve: [node, watcher.mjs], ready: {log: pipe}';

test('the input of a service stays open by default', async () => {
  const rig = await launchRig(`tasks: {watcher: {${WATCHING}}, again: {${WATCHING}, stdin: open}}`);
  await rig.write('watcher.mjs', WATCHER);
  const gate = await rig.gate('gate');
  const launch = rig.run();
  await launch.event('run-ready');
  gate.open();
  await launch.event(event => event.type === 'task-output' && event.line === 'still here');
  expect(launch.events.some(({type}) => type === 'service-ended')).toBe(false);
  launch.signal('SIGINT');
  expect((await launch.ended()).code).toBe(130);
  expect(launch.events).toContainEqual(expect.objectContaining({task: 'watcher', line: 'a pipe'}));
  expect(await rig.leftBehind()).toEqual([]);
});

test('`stdin: empty` closes the input of a service, and is the default of a command', async () => {
  const rig = await launchRig(`
    tasks:
      service: {serve: 'cat; echo at its end', stdin: empty, on_exit: ignore}
      command: {run: 'cat; echo at its end'}
  `);
  const launch = rig.run();
  const lines = [await launch.event('task-output', 'service'), await launch.event('task-output', 'command')];
  expect(lines).toMatchObject([{line: 'at its end'}, {line: 'at its end'}]);
  expect((await launch.ended()).code).toBe(0);
  expect(await rig.leftBehind()).toEqual([]);
});

test('`stdin: open` keeps the input of a command open', async () => {
  const rig = await launchRig(`
    tasks:
      waits: {run: 'echo begun; cat; echo at its end', stdin: open}
      ends: {run: 'read -r line < gate'}
    until: ends
  `);
  const gate = await rig.gate('gate');
  const launch = rig.run();
  await launch.event('task-output', 'waits');
  gate.open();
  expect((await launch.ended()).code).toBe(0);
  expect(launch.events).not.toContainEqual(expect.objectContaining({line: 'at its end'}));
  expect(await rig.leftBehind()).toEqual([]);
});

test.each(['run', 'serve'])("`stdin: inherit` passes bottle's input to `%s`", async kind => {
  const rig = await launchRig(`
    tasks:
      other: {run: cat}
      reads: {needs: [other], ${kind}: 'read -r line; echo "got <$line>"; read -r line < gate', stdin: inherit}
  `);
  await rig.gate('gate');
  const launch = rig.run();
  launch.type('words\n');
  expect(await launch.event('task-output', 'reads')).toMatchObject({line: 'got <words>'});
  launch.signal('SIGTERM');
  expect((await launch.ended()).code).toBe(143);
  expect(await rig.leftBehind()).toEqual([]);
});

test('`stdin: inherit` reads from the terminal in the foreground', async () => {
  const rig = await launchRig(`
    tasks:
      reads: {serve: 'test -t 0 && echo asks; read -r line; echo "got <$line>"; exec tail -f /dev/null', stdin: inherit}
  `);
  const launch = onTerminal(rig, ['run', '--format', 'plain']);
  await launch.printed('asks');
  launch.type('words\n');
  await launch.printed('got <words>');
  launch.type(CTRL_C);
  expect((await launch.ended()).code).toBe(130);
  expect(await rig.leftBehind()).toEqual([]);
});
