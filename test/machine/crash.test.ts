import {beforeEach, describe, expect, test} from 'vitest';
import {needsGuests} from '../support/guests.ts';
import type {Launch} from '../support/launch.ts';
import type {Hazards} from '../support/standin.ts';
import {machineRig, VERSIONS, type MachineRig} from './machine-rig.ts';

beforeEach(needsGuests);

const FILE = `
  tasks:
    vm: {machine: {image: ./agent.smolmachine, command: [sleep, infinity]}, ready: {echo: {}}}
    long: {exec: {in: vm, command: 'echo begun; sleep 3600'}}
`;

interface Phase {
  readonly name: string;
  readonly hazards: Hazards;
  reach(launch: Launch, rig: MachineRig): Promise<unknown>;
}

const progressed =
  (text: string) =>
  async ({event}: Launch): Promise<unknown> =>
    await event(progress => progress.type === 'task-progressed' && progress.doing === text);

const PHASES: readonly Phase[] = [
  {name: 'it is made', hazards: {}, reach: progressed('creating the machine')},
  {name: 'its start begins', hazards: {startMs: 600_000}, reach: progressed('starting the machine')},
  {
    name: 'it boots',
    hazards: {startMs: 600_000},
    async reach(launch, {smolvm}) {
      await progressed('starting the machine')(launch);
      await expect.poll(smolvm.vms).toHaveLength(1);
    },
  },
  {name: 'it is probed', hazards: {agent: 'mute'}, reach: async ({event}) => await event('probe-started')},
  {name: 'a command runs in it', hazards: {}, reach: async ({event}) => await event('task-output', 'long')},
];

const cases = VERSIONS.flatMap(version => PHASES.map(phase => ({...phase, version})));

describe('kill -9 of bottle', () => {
  test.each(cases)(
    'smolvm $version, while $name: the next run removes everything',
    async ({version, hazards, reach}) => {
      const rig = await machineRig(FILE, {version});
      const launch = rig.launch([], {env: hazardsOf(hazards)});
      await reach(launch, rig);
      launch.signal('SIGKILL');
      await launch.ended();

      const next = rig.launch();
      await next.event('task-output', 'long');
      expect(await rig.smolvm.machines()).toHaveLength(1);
      expect(await rig.smolvm.vms()).toHaveLength(1);
      next.signal('SIGTERM');
      expect((await next.ended()).code).toBe(143);
      await rig.expectNothingLeft();
    },
  );
});

describe('Ctrl-C', () => {
  test.each(cases)(
    'smolvm $version, while $name: everything is removed',
    async ({version, hazards, reach}) => {
      const rig = await machineRig(FILE, {version, ...hazards});
      const launch = rig.launch();
      await reach(launch, rig);
      launch.signal('SIGINT');
      expect(await launch.ended()).toMatchObject({code: 130, stderr: ''});
      await rig.expectNothingLeft();
    },
  );
});

/** As environment variables of a single launch. */
function hazardsOf({startMs, agent}: Hazards): Record<string, string> {
  return {
    ...(startMs !== undefined && {SMOLVM_STANDIN_START_MS: String(startMs)}),
    ...(agent !== undefined && {SMOLVM_STANDIN_AGENT: agent}),
  };
}
