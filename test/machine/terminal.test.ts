import {beforeEach, expect, test} from 'vitest';
import {needsGuests} from '../support/guests.ts';
import {processesWith} from '../support/marked-processes.ts';
import {CTRL_C, onTerminal} from '../support/terminal.ts';
import {machineRig, withVersions, type MachineRig} from './machine-rig.ts';
import {signalProcess} from '../support/signal-process.ts';

beforeEach(needsGuests);

const VM = `vm: {machine: {image: ./agent.smolmachine, command: [sleep, infinity]}, ready: {echo: {}}}`;

const TALKS = `
  tasks:
    ${VM}
    talks: {exec: {in: vm, interactive: true, command: 'echo talking-now; sleep 3600'}}
`;

async function expectSaneTerminal(rig: MachineRig): Promise<void> {
  expect(await rig.read('after')).toBe(await rig.read('before'));
  await rig.expectNothingLeft();
}

withVersions(
  'smolvm $version: an interactive command gets the terminal, its size and its keys, and sets the exit code of bottle',
  async ({version}) => {
    const rig = await machineRig(
      `
    tasks:
      ${VM}
      talks:
        exec:
          in: vm
          interactive: true
          command: |
            echo "up, $(stty size)"
            read -r first
            echo "you typed $first"
            exit 7
    `,
      {version},
    );
    const launch = onTerminal(rig, ['run'], rig.smolvm.env);
    await launch.printed('up, 40 150');
    launch.type('hello\n');
    await launch.printed('you typed hello');
    const {code} = await launch.ended();
    expect(code).toBe(7);
    await expectSaneTerminal(rig);
  },
);

test('Ctrl-C reaches only the interactive command', async () => {
  const rig = await machineRig(TALKS);
  const launch = onTerminal(rig, ['run'], rig.smolvm.env);
  await launch.printed('talking-now');
  launch.type(CTRL_C);
  const {code, stdout} = await launch.ended();
  expect(code).toBe(130);
  expect(stdout).toContain('task `talks` exited with code 130');
  expect(stdout).not.toContain('SIGINT');
  await expectSaneTerminal(rig);
});

test('a signal to bottle ends an interactive command, and the terminal is restored', async () => {
  const rig = await machineRig(TALKS);
  const launch = onTerminal(rig, ['run'], rig.smolvm.env);
  await launch.printed('talking-now');
  const all = processesWith(rig.mark);
  const bottle = all.find(
    ({commandLine}) => commandLine.includes(rig.command) && commandLine.startsWith(process.execPath),
  );
  signalProcess(bottle?.pid, 'SIGTERM');
  expect((await launch.ended()).code).toBe(143);
  await expectSaneTerminal(rig);
});
