import {setTimeout as sleep} from 'node:timers/promises';
import {expect} from 'vitest';
import {BUSYBOX} from './docker.ts';
import type {Launch} from './launch.ts';

/** A launch file with a network and containers. */
export const DOCKER_LAUNCH = `
  tasks:
    inside: {network: {internal: true}}
    web:
      container: {image: '${BUSYBOX}', command: [httpd, -f, -p, '8080'], networks: [inside], ports: [':8080'], grace: 0s}
      ready: {port: 8080}
    box:
      container: {image: '${BUSYBOX}', command: [sleep, '600'], grace: 0s}
    check: {needs: [web, box], run: 'true'}
`;

/** A launch file that is repeatedly started and killed. */
export interface KillStorm {
  readonly start: () => Launch;
  readonly kills: number;
  /** Random numbers from 0 to 1 that determine the moments. */
  readonly random: () => number;
  /**
   * Approximate time of a launch from its first task until it is ready, in milliseconds. Kills happen before, during
   * and after this time.
   */
  readonly spanMs: number;
}

/**
 * Kills launches with SIGKILL at random moments: during start, recovery, ready state or, after a SIGTERM, teardown. No
 * task may fail, whatever the previous launch has left.
 */
export async function killStorm({start, kills, random, spanMs}: KillStorm): Promise<void> {
  for (let round = 0; round < kills; round++) {
    const launch = start();
    // Otherwise most kills would hit the recovery of the previous launch.
    if (random() < 0.8) await launch.event('task-started');
    // A delay without a condition, because the moment itself is under test.
    await sleep(random() * spanMs);
    if (random() < 0.2) {
      launch.signal('SIGTERM');
      await sleep((random() * spanMs) / 4);
    }
    launch.signal('SIGKILL');
    await launch.ended();
    expect(launch.events.filter(({type}) => type === 'task-failed' || type === 'dead-run-kept')).toEqual([]);
  }
}

/** Expects the launch after a storm to recover everything, become ready, and end cleanly. */
export async function launchAfterStorm(start: () => Launch): Promise<void> {
  const last = start();
  await last.event('run-ready');
  expect(last.events.flatMap(event => (event.type === 'dead-run-removed' ? event.leftovers : []))).toEqual(
    [],
  );
  last.signal('SIGTERM');
  expect(await last.ended()).toMatchObject({code: 143, stderr: ''});
}
