import {beforeEach, expect, test} from 'vitest';
import {needsGuests, withoutFullGuests} from '../support/guests.ts';
import {linesOf, machineRig} from './machine-rig.ts';

beforeEach(needsGuests);

/** The machine tasks of examples/agent-sandbox. */
const SANDBOX = `
  until: agent
  tasks:
    vm:
      machine: {image: ./agent.smolmachine, allow_cidrs: [192.0.2.1/32]}
      ready: {echo: {successes: 2, attempt_timeout: 30s}}
    home:
      exec: {in: vm, command: chown -R node:node /home/node, idempotent: true}
      ready: {exec: [sh, -c, 'test "$(stat -c %U /home/node)" = node'], attempt_timeout: 30s}
    trust: {copy: {from: trust.pem, to: 'vm:/etc/ssl/trust.pem'}}
    prompt: {needs: [home], copy: {from: prompt.md, to: 'vm:/home/node/prompt.md'}}
    agent: {needs: [trust, prompt], exec: {in: vm, user: node, command: cat prompt.md, workdir: /home/node}}
  `;

test.skipIf(withoutFullGuests)(
  'a sandbox needs 15 calls of smolvm: two probes and the calls of its tasks',
  async () => {
    const rig = await machineRig(SANDBOX);
    await rig.write('trust.pem', 'trust');
    await rig.write('prompt.md', 'look around');
    const launch = rig.launch();
    expect(await launch.ended()).toMatchObject({code: 0});
    expect(linesOf(launch, 'agent')).toEqual(['look around']);
    const calls = (await rig.smolvm.calls()).map(({argv: [first = '', second = '']}) =>
      first === 'machine' ? second : first,
    );
    const asked = ['--version', '--help', 'data-dir', 'status'];
    const life = ['create', 'start', 'stop', 'delete'];
    const echoes = ['exec', 'exec'];
    const tasks = ['exec', 'exec', 'cp', 'cp', 'exec'];
    expect(calls.toSorted()).toEqual([...asked, ...life, ...echoes, ...tasks].toSorted());
    await rig.expectNothingLeft();
  },
);

test.skipIf(withoutFullGuests)('a file cannot replace a folder', async () => {
  const rig = await machineRig(`
    until: file
    tasks:
      vm: {machine: {image: ./agent.smolmachine}, ready: {echo: {}}}
      file: {copy: {from: bottle.yaml, to: 'vm:/home/node'}}
  `);
  const launch = rig.launch();
  expect(await launch.ended()).toMatchObject({code: 1});
  expect(await launch.event('task-failed', 'file')).toMatchObject({
    failure: {why: '`/home/node` in the machine is a folder and cannot be replaced by a file'},
  });
});
