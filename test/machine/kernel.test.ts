import {describe, expect, test} from 'vitest';
import {findKernel} from '../support/kernel.ts';
import {linesOf, machineRig} from './machine-rig.ts';

const {kernel, missing} = findKernel();

// CI has the requirements installed, so there the test fails instead of being skipped.
describe.skipIf(missing !== undefined && !process.env.CI)(
  `a guest with its own kernel${missing ? ` (skipped: ${missing})` : ''}`,
  () => {
    test('is not ready before it has really booted', async () => {
      const rig = await machineRig(
        `
        tasks:
          vm: {machine: {}, ready: {echo: {successes: 2, timeout: 2m, attempt_timeout: 20s}}}
          repair: {exec: {in: vm, command: [chown, -R, "node:node", /home/node]}}
          look: {needs: [repair], exec: {in: vm, command: 'cat /proc/cmdline; stat -c %u /home/node'}}
        `,
        {backend: 'qemu', kernel},
      );
      const launch = rig.launch();
      await launch.event('run-ready');

      const {attempts} = await launch.event('probe-passed', 'vm');
      expect(attempts).toBeGreaterThan(2);
      expect(launch.events).toContainEqual(
        expect.objectContaining({
          type: 'probe-attempted',
          lastSeen: expect.stringMatching(/is not running$/) as string,
        }),
      );
      expect(linesOf(launch, 'look')).toEqual(['console=ttyS0 panic=-1 no_timer_check', '1000']);
      launch.signal('SIGTERM');
      expect((await launch.ended()).code).toBe(143);
      await rig.expectNothingLeft();
    });
  },
);
