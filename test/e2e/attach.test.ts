import {expect, test} from 'vitest';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import {CTRL_C, expectSaneTerminal, onTerminal} from '../support/terminal.ts';

const SHOP = `
name: shop
tasks:
  web: {serve: 'echo up; while read -r line; do echo "got $line"; done < lines; exec tail -f /dev/null', ready: {log: up}}
`;

async function runningShop() {
  const rig = await launchRig(SHOP);
  const lines = await rig.gate('lines');
  expect(await rig.bottle(['up', '-d']).ended()).toMatchObject({code: 0});
  return {rig, print: () => lines.open()};
}

async function isUp(rig: LaunchRig): Promise<boolean> {
  return (await rig.bottle(['up', '-d']).ended()).stdout.startsWith('shop is already up');
}

test('shows earlier events, then new ones until the end of the run', async () => {
  const {rig, print} = await runningShop();
  const view = rig.bottle(['attach', 'shop']);
  // The output precedes the event that it caused.
  await view.printed(/web +\| up\n[^]*web +ready in/);
  print();
  await view.printed('web    | got go');
  await rig.bottle(['down']).ended();
  const {code, stdout} = await view.ended();
  expect(code).toBe(143);
  expect(stdout).toContain('stopped in');
});

test('shows the last ten output lines of each task, in order with the events', async () => {
  const rig = await launchRig(`
tasks:
  web: {serve: 'seq -f "line %.0f" 30; echo up; exec tail -f /dev/null', ready: {log: up}}
  db: {run: 'seq -f "row %.0f" 30', needs: [web]}
`);
  await rig.bottle(['up', '-d']).ended();
  const view = rig.bottle(['attach', '--format', 'json']);
  await view.event('run-ready');
  view.signal('SIGINT');
  await view.ended();
  const shown = view.events.flatMap(event =>
    event.type === 'task-output' ? event.line : event.type === 'task-ready' ? event.type : [],
  );
  expect(shown).toEqual([
    ...Array.from({length: 9}, (_, at) => `line ${at + 22}`),
    ...['up', 'task-ready'],
    ...Array.from({length: 10}, (_, at) => `row ${at + 21}`),
  ]);
});

test('detaches on Ctrl-C without a terminal', async () => {
  const {rig} = await runningShop();
  const view = rig.bottle(['attach']);
  await view.printed(/web +ready in/);
  view.signal('SIGINT');
  expect(await view.ended()).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/detached; shop continues\n$/) as string,
  });
  expect(await isUp(rig)).toBe(true);
});

test('stops the run on Ctrl-C with `--on-interrupt stop`', async () => {
  const {rig} = await runningShop();
  const view = rig.bottle(['attach', '--on-interrupt', 'stop']);
  await view.printed(/web +ready in/);
  view.signal('SIGINT');
  expect((await view.ended()).code).toBe(143);
  expect(await isUp(rig)).toBe(false);
});

test('detaches on `q` on a terminal', async () => {
  const {rig} = await runningShop();
  const view = onTerminal(rig, ['attach']);
  await view.printed('q to detach');
  view.type('q');
  expect((await view.ended()).code).toBe(0);
  await expectSaneTerminal(rig, await view.printed('detached; shop continues'));
  expect(await isUp(rig)).toBe(true);
});

test.each([
  ['d', 0, true],
  ['s', 143, false],
])('asks on Ctrl-C on a terminal; `%s` exits with %d', async (key, code, stays) => {
  const {rig, print} = await runningShop();
  const view = onTerminal(rig, ['attach']);
  await view.printed('q to detach');
  view.type(CTRL_C);
  await view.printed('[d]etach and let the run continue, [s]top it');
  // Any other key continues.
  view.type('x');
  await view.printed(/return to the view: [^]*q to detach/);
  print();
  await view.printed('| got go');
  view.type(CTRL_C);
  await view.printed(/\[d\]etach[^]*\[d\]etach/);
  view.type(key);
  expect((await view.ended()).code).toBe(code);
  expect(await isUp(rig)).toBe(stays);
});

test('fails without a live run', async () => {
  const {rig} = await runningShop();
  expect((await rig.bottle(['attach', 'nothing']).ended()).code).toBe(2);
  await rig.bottle(['down']).ended();
  expect((await rig.bottle(['attach']).ended()).code).toBe(2);
});
