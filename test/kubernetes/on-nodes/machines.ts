import {expect, onTestFinished, test} from 'vitest';
import type {Cluster} from '../../support/kubernetes/cluster.ts';
import {NODE_IMAGE} from '../../support/kubernetes/image.ts';
import {expectNothingIn} from '../../support/kubernetes/owned-objects.ts';
import {freePort} from '../../support/listen.ts';
import {launchRig} from '../../support/launch-rig.ts';

interface Pods {
  readonly items: readonly {readonly spec: {readonly runtimeClassName?: string}}[];
}

/**
 * The runtime handler with this name is runc on the test nodes. A running pod proves that it was requested, because
 * unknown handlers fail.
 */
const CLASS = 'kata-test';

const fileOf = (port: number): string => `
places: {lab: {kubernetes: {runtime_class: ${CLASS}}}}
tasks:
  vm:
    place: lab
    machine:
      image: '${NODE_IMAGE}'
      command: [sh, -c, 'echo begun; httpd -p 8080 -h /bin']
      env: {GREETING: hello}
      cpus: 1
      memory: 64m
      ports: ['${port}:8080']
    ready: [{log: begun}, {port: 8080}]
  into: {copy: {from: ./words, to: 'vm:/tmp/words'}}
  read: {needs: [into], exec: {in: vm, command: 'cat /tmp/words; echo "$GREETING"'}}
  done:
    needs: [read]
    run: 'echo \${{ tasks.vm.env.GREETING }}'
    ready: {http: 'http://\${{ tasks.vm.ports.8080 }}/sh'}
`;

/** Tests of machines as pods of a runtime class. */
export function machinesOn(lab: () => Cluster): void {
  test('becomes a pod with the runtime class of its place, and outlives its command', async () => {
    const body = {
      apiVersion: 'node.k8s.io/v1',
      kind: 'RuntimeClass',
      metadata: {name: CLASS},
      handler: CLASS,
    };
    await lab().ask('POST', '/apis/node.k8s.io/v1/runtimeclasses', body);
    onTestFinished(async () => {
      await lab().ask('DELETE', `/apis/node.k8s.io/v1/runtimeclasses/${CLASS}`);
    });
    const rig = await launchRig(fileOf(await freePort()));
    await rig.write('words', 'over the wire\n');
    const launch = rig.run([], {env: lab().env});
    await launch.event('run-ready');
    const {items} = await lab().ask<Pods>('GET', '/api/v1/pods?labelSelector=bottle.run');
    expect(items.map(({spec}) => spec.runtimeClassName)).toEqual([CLASS]);
    launch.signal('SIGTERM');
    await launch.ended();
    const said = launch.events.flatMap(event =>
      event.type === 'task-output' && event.task !== 'vm' ? [`${event.task}: ${event.line}`] : [],
    );
    expect(said).toEqual(['read: over the wire', 'read: hello', 'done: hello']);
    await expectNothingIn(lab());
    expect(await rig.leftBehind()).toEqual([]);
  });
}
