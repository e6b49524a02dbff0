import {expect, test} from 'vitest';
import type {Cluster} from '../../support/kubernetes/cluster.ts';
import {NODE_IMAGE} from '../../support/kubernetes/image.ts';
import {expectNothingIn} from '../../support/kubernetes/owned-objects.ts';
import {troubledServer} from '../../support/kubernetes/troubled-server.ts';
import {launchRig, type LaunchRig} from '../../support/launch-rig.ts';

/** A server and its client in pods. The launch ends if the server still responds after a file is created. */
const LAUNCH = `
  places: {lab: {kubernetes: {}}}
  place: lab
  until: done
  tasks:
    web:
      container: {image: '${NODE_IMAGE}', command: [httpd, -f, -p, '8080'], ports: [':8080']}
      ready: {http: {url: 'http://\${{ tasks.web.ports.8080 }}/bin/sh', timeout: 90s}}
    lines:
      needs: [web]
      exec: {in: web, command: 'i=0; while [ $i -lt 20 ]; do echo line $i; i=$((i+1)); sleep 0.1; done'}
    wait: {needs: [lines], run: 'echo up; until [ -e go ]; do sleep 0.1; done'}
    done:
      needs: [wait]
      exec: {in: web, command: 'wget -q -O /dev/null http://127.0.0.1:8080/bin/sh && echo answered'}
`;

function linesOf({events}: ReturnType<LaunchRig['run']>, task: string): readonly string[] {
  return events.flatMap(event => (event.type === 'task-output' && event.task === task ? [event.line] : []));
}

/** Tests of launches during faults of the API server. */
export function troubledServerOf(lab: () => Cluster): void {
  test('rate limits, slow responses, ended watches, expired versions and an expired token', async () => {
    const server = await troubledServer(lab());
    const rig = await launchRig(LAUNCH);
    const launch = rig.run([], {env: server.env});
    await expect.poll(() => linesOf(launch, 'wait')).toEqual(['up']);
    await server.expireToken();
    await rig.write('go', '');
    const ended = await launch.ended();
    expect(ended.stderr).toBe('');
    expect(ended.code).toBe(0);
    expect(linesOf(launch, 'lines')).toEqual(Array.from({length: 20}, (_, at) => `line ${at}`));
    expect(linesOf(launch, 'done')).toEqual(['answered']);
    for (const count of Object.values(server.counts)) expect(count).toBeGreaterThan(0);
    await expectNothingIn(lab());
    expect(await rig.leftBehind()).toEqual([]);
  });

  test('restarts', async () => {
    const rig = await launchRig(LAUNCH);
    const launch = rig.run([], {env: lab().env});
    await expect.poll(() => linesOf(launch, 'wait')).toEqual(['up']);
    await lab().restart();
    await rig.write('go', '');
    const {code} = await launch.ended();
    expect(code).toBe(0);
    expect(linesOf(launch, 'done')).toEqual(['answered']);
    await expectNothingIn(lab());
    expect(await rig.leftBehind()).toEqual([]);
  });
}
