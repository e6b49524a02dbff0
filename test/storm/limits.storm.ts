import {expect, test} from 'vitest';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import {canMount, smallDisk} from '../support/small-disk.ts';
import {stormNumbers} from './seed.ts';

/** Services that print, are probed, and leave the group of their shell, to use descriptors and disk space. */
const services = (count: number): string =>
  `tasks:\n${Array.from({length: count}, (_, at) => service(at)).join('')}`;

function service(at: number): string {
  const command = `echo up; ${at % 3 === 0 ? 'tail -f /dev/null & wait' : 'exec tail -f /dev/null'}`;
  const probes = at % 4 === 0 ? `[{log: up}, {command: 'true'}]` : '{log: up}';
  return `  s${at}: {serve: '${command}', ready: ${probes}}\n`;
}

async function expectNothingLeft(rig: LaunchRig): Promise<void> {
  // Logs of a failed run are kept.
  expect((await rig.leftBehind()).filter(what => !what.startsWith('state/runs'))).toEqual([]);
}

/** From too few descriptors to start bottle up to enough for 40 services, in steps of up to 6. */
test('with any limit of descriptors, runs are ready or fail cleanly, and nothing is left', async () => {
  const random = stormNumbers(40);
  for (let limit = 24; limit < 180; limit += 1 + Math.floor(random() * 6)) {
    const rig = await launchRig(services(40));
    const launch = rig.start(['sh', '-c', `ulimit -n ${limit}; exec "$@"`, 'sh', ...rig.runCommand]);
    launch.event('run-ready').then(
      () => launch.signal('SIGTERM'),
      () => undefined,
    );
    const {code, stderr} = await launch.ended();
    expect({limit, code, stderr}).toMatchObject({code: expect.toSatisfy(isOrderly) as number});
    if (code !== 143) expect(stderr).toMatch(/limit of (\d+ )?open files|too many open files/);
    expect(stderr).not.toMatch(/bug|could not remove/);
    await expectNothingLeft(rig);
  }
});

function isOrderly(code: number | null): boolean {
  return code === 1 || code === 2 || code === 143;
}

/** From a disk without any space up to enough for everything. Half of the runs are killed, and the next run recovers them. */
test.skipIf(!canMount)(
  'with any disk size, runs are ready or fail cleanly, killed or not, and nothing is left',
  async () => {
    const random = stormNumbers(41);
    for (let kilobytes = 16; kilobytes < 600; kilobytes += 8 + Math.floor(random() * 32)) {
      const rig = await launchRig(
        `${services(6)}  talk: {run: 'yes 0123456789012345678901234567890123456789 | head -n 4000'}\n`,
      );
      const disk = smallDisk(rig.stateDir, kilobytes);
      const first = rig.run();
      const isUp = await first.event('run-ready').then(
        () => true,
        () => false,
      );
      if (random() < 0.5) disk.fill();
      first.signal(random() < 0.5 ? 'SIGKILL' : 'SIGTERM');
      const {code, stderr} = await first.ended();
      if (!isUp) expect(stderr).toContain('no space left on the disk');
      expect({kilobytes, code, stderr}).not.toMatchObject({stderr: expect.stringContaining('bug') as string});
      const next = rig.run();
      next.event('run-ready').then(
        () => next.signal('SIGTERM'),
        () => undefined,
      );
      expect((await next.ended()).stderr).not.toContain('bug');
      await expectNothingLeft(rig);
    }
  },
);
