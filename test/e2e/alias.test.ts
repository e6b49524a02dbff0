import {expect, test} from 'vitest';
import type {Launch} from '../support/launch.ts';
import {launchRig} from '../support/launch-rig.ts';

const LAUNCHES = 20;
const POOL = 16;

/** The address leased by a launch. */
async function addressOf({event}: Launch): Promise<string | undefined> {
  return (await event('task-ready', 'address')).outputs.ip;
}

test('20 concurrent launches on a pool of 16 never share an address, and all succeed', async () => {
  const rig = await launchRig(`
    tasks:
      address: {alias: {pool: 127.0.2.16-127.0.2.31, wait: 60s}}
      holds: {run: 'mkdir "held-$ADDRESS"; echo holds; read -r line < gate; rmdir "held-$ADDRESS"', env: {ADDRESS: '\${{ tasks.address.ip }}'}}
  `);
  const gate = await rig.gate('gate');
  const launches = Array.from({length: LAUNCHES}, () => rig.run());
  const holding = new Set<Launch>();
  const full = new Promise<void>(resolve => {
    for (const launch of launches)
      void launch.event('task-output', 'holds').then(
        () => {
          if (holding.add(launch).size === POOL) resolve();
        },
        () => undefined,
      );
  });
  await full;
  const first = await Promise.all([...holding].map(addressOf));
  expect(new Set(first).size).toBe(POOL);
  const waiting = launches.filter(launch => !holding.has(launch));
  await Promise.all(
    waiting.map(
      async ({event}) =>
        await event(
          progress =>
            progress.type === 'task-progressed' && progress.doing.includes('waiting for a free address'),
        ),
    ),
  );
  gate.open(LAUNCHES);
  // `mkdir` fails if another launch holds the same address at that moment.
  for (const launch of launches) expect(await launch.ended()).toMatchObject({code: 0, stderr: ''});
  expect(await rig.leftBehind()).toEqual([]);
});

test('a full pool without `wait` fails immediately and names the holders', async () => {
  const rig = await launchRig(`
    tasks:
      address: {alias: {pool: 127.0.2.42-127.0.2.42}}
      up: {needs: [address], serve: 'echo up; exec tail -f /dev/null', ready: {log: up}}
  `);
  const holder = rig.run();
  const {run} = await holder.event('run-started');
  await holder.event('run-ready');
  const {code, stderr} = await rig.run().ended();
  expect(stderr).toBe(
    'error: task `address` found no free address in 127.0.2.42-127.0.2.42\n' +
      `  127.0.2.42 is held by task address of run ${run} (pid ${holder.pid}, ${rig.dir}/bottle.yaml)\n` +
      '  free an address, widen the `pool`, or queue with `wait: 30s`\n' +
      '1 dependent task cancelled: up\n',
  );
  expect(code).toBe(1);
  holder.signal('SIGINT');
  expect((await holder.ended()).code).toBe(130);
});
