import {expect} from 'vitest';
import type {Launch} from '../support/launch.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';

/** Services of every kind: one ignores SIGTERM, one has children and grandchildren, others use an address and files. */
export const LAUNCH = `
  tasks:
    address: {alias: {pool: 127.0.2.41-127.0.2.41}}
    ca: {certificate: {ca: true}}
    build: {run: 'echo built > built', sources: [bottle.yaml], generates: [built]}
    deaf:
      needs: [address, build]
      serve: 'trap "" TERM; echo up; while :; do tail -f /dev/null; done'
      grace: 20ms
      ready: {log: up}
    family:
      needs: [address]
      serve: 'sh -c "sh -c \\"exec tail -f /dev/null\\" & tail -f /dev/null" & echo up; wait'
      ready: [{log: up}, {command: 'test -e probed || { touch probed; exit 1; }', successes: 2}]
    checks: {needs: [family, deaf], run: 'sleep 0.02; true'}
    last: {needs: [checks], serve: 'echo up; exec tail -f /dev/null', ready: {log: up}}
`;

export async function killed(launch: Launch): Promise<void> {
  launch.signal('SIGKILL');
  await launch.ended();
}

/** Expects the next run to remove all leftovers, become ready, and leave nothing. */
export async function expectRecovery(rig: LaunchRig): Promise<void> {
  const next = rig.run();
  await next.event('run-ready');
  expect(next.events.some(({type}) => type === 'task-failed')).toBe(false);
  next.signal('SIGTERM');
  expect(await next.ended()).toMatchObject({code: 143, stderr: ''});
  expect(await rig.leftBehind()).toEqual([]);
}

/** Kills launches of one file, each after a random number of events. Expects the last one to recover everything. */
export async function killAfterRandomEvents(times: number, random: () => number): Promise<void> {
  // Without certificates, because generating keys takes most of the time of a launch.
  const rig = await launchRig(LAUNCH.replace(/.*certificate.*/, ''));
  for (let round = 0; round < times; round++) {
    const count = 1 + Math.floor(random() * 30);
    const launch = rig.run();
    await launch.event(() => launch.events.length >= count || launch.events.at(-1)?.type === 'run-ready');
    await killed(launch);
  }
  await expectRecovery(rig);
}
