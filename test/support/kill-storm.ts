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

/** One launch file that is started and killed again and again. */
export interface KillStorm {
  readonly start: () => Launch;
  readonly kills: number;
  /** Numbers from 0 to 1 that choose the moments. */
  readonly random: () => number;
  /** About how long a launch takes from its first task to being ready, in milliseconds: kills fall before, in and after that. */
  readonly spanMs: number;
}

/**
 * Kills launches with SIGKILL at random moments: as they start, recover, are ready or, after a SIGTERM, are torn down. No
 * task may fail, whatever the launch before has left.
 */
export async function killStorm({start, kills, random, spanMs}: KillStorm): Promise<void> {
  for (let round = 0; round < kills; round++) {
    const launch = start();
    // Else most kills would fall into the recovery of the launch before.
    if (random() < 0.8) await launch.event('task-started');
    // The moment itself is what is tried; nothing is waited for with it.
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

/** The launch after a storm: it recovers everything, gets ready, and ends well. */
export async function launchAfterStorm(start: () => Launch): Promise<void> {
  const last = start();
  await last.event('run-ready');
  expect(last.events.flatMap(event => (event.type === 'dead-run-removed' ? event.leftovers : []))).toEqual(
    [],
  );
  last.signal('SIGTERM');
  expect(await last.ended()).toMatchObject({code: 143, stderr: ''});
}
