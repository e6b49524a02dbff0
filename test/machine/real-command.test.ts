import {expect, test} from 'vitest';
import {launchRig} from '../support/launch-rig.ts';
import {withRealSmolvm} from '../support/real-smolvm.ts';

const FILE = `
tasks:
  vm:
    machine:
      memory: 256m
      cpus: 2
      env: {A: a}
      ports: ["18080:80"]
      init: ["-x"]
      allow_cidrs: [10.0.0.1, 10.1.2.3/8]
`;

withRealSmolvm(real => {
  test('a machine that does not start is read back first and removed afterwards', async () => {
    const rig = await launchRig(FILE);
    const env = await real.env();
    const launch = rig.run([], {env});
    expect((await launch.ended()).code).toBe(1);

    const failure = launch.events.find(({type}) => type === 'task-failed');
    expect(failure).toMatchObject({failure: {reason: 'smolvm', doing: 'start its machine'}});
    expect(JSON.stringify(failure)).toMatch(/agent rootfs not found|kvm/);
    expect((await rig.leftBehind()).filter(left => !left.startsWith('state/runs/'))).toEqual([]);
    const list = await rig.start(['smolvm', 'machine', 'ls', '--json'], {env}).ended();
    expect(JSON.parse(list.stdout)).toEqual([]);
  });
});
