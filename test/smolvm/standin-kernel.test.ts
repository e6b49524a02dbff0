import {describe, expect, test} from 'vitest';
import {withoutFullGuests} from '../support/guests.ts';
import {findKernel} from '../support/kernel.ts';
import {started} from './standin-machine.ts';

const {kernel, missing} = findKernel();

// CI has the requirements installed, so there the test fails instead of being skipped.
describe.skipIf((missing !== undefined && !process.env.CI) || withoutFullGuests)(
  `a guest with its own kernel${missing ? ` (skipped: ${missing})` : ''}`,
  () => {
    test('is not running when start returns, and boots later', async () => {
      const {exec, does, vms} = await started({backend: 'qemu', kernel});
      expect((await does('status')).stdout).toMatch(/^Machine 'm': running/);
      expect(await exec('echo', 'nonce')).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringMatching(/is not running\n$/) as string,
      });
      await expect
        .poll(async () => await exec('echo', 'nonce'))
        .toEqual({code: 0, stdout: 'nonce\n', stderr: ''});

      expect((await exec('cat', '/proc/cmdline')).stdout).toBe('console=ttyS0 panic=-1 no_timer_check\n');
      expect(await exec('sh', '-c', 'printf " a"; echo b >&2; exit 7')).toEqual({
        code: 7,
        stdout: ' a',
        stderr: 'b\n',
      });
      const owner = async () => (await exec('stat', '-c', '%u', '/home/node')).stdout;
      expect(await owner()).toBe('501\n');
      await exec('chown', '-R', 'node:node', '/home/node');
      expect(await owner()).toBe('1000\n');
      expect((await does('exec', '--timeout', '100ms', '--', 'sleep', '600')).code).toBe(124);
      await expect.poll(async () => (await exec('sh', '-c', 'ps | grep "[s]leep 600"')).stdout).toBe('');

      expect((await does('stop')).code).toBe(0);
      expect(await vms()).toEqual([]);
    });
  },
);
