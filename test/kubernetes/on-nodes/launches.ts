import {expect, onTestFinished, test} from 'vitest';
import {expectTalk, TALKS} from '../../support/all-of-docker.ts';
import type {ApiObject} from '../../support/kubernetes/api-client.ts';
import type {Cluster} from '../../support/kubernetes/cluster.ts';
import {NODE_IMAGE} from '../../support/kubernetes/image.ts';
import {expectNothingIn, ownedObjects} from '../../support/kubernetes/owned-objects.ts';
import {serveServiceAddress} from '../../support/kubernetes/service-address.ts';
import {launchRig, type LaunchRig} from '../../support/launch-rig.ts';
import {onTerminal} from '../../support/terminal.ts';

const PLACE = 'places: {lab: {kubernetes: {}}}';

/** A launch file with everything that a cluster supports. */
const ALL = `
  ${PLACE}
  place: lab
  until: done
  tasks:
    inside: {network: {}}
    data: {volume: {}}
    db:
      container: {image: '${NODE_IMAGE}', command: [httpd, -f, -p, '80'], networks: [{network: inside, aliases: [store]}]}
      ready: {exec: [sh, -c, 'nc 127.0.0.1 80 < /dev/null']}
    web:
      needs: [db]
      container:
        image: '${NODE_IMAGE}'
        command: [sh, -c, 'echo hello; exec httpd -f -p 8080']
        networks: [inside]
        ports: [':8080']
        volumes: ['data:/data']
        tmpfs: ['/scratch:size=1m']
        init: true
        configs: [{content: 'x = 1', target: /etc/app.conf}]
        env: {GREETING: 'good $(day) $$'}
        healthcheck: {command: [wget, -q, -O, /dev/null, 'http://127.0.0.1:8080/bin/sh']}
        post_start: [{command: 'echo posted > /data/posted'}]
      ready: [{port: 8080}, {log: hello}, {health: {timeout: 60s}}, {echo: {successes: 2}}, {exec: [/bin/true]}]
    into: {copy: {from: ./words, to: 'web:/tmp/words'}}
    read:
      needs: [into]
      exec:
        in: web
        command: 'cat /tmp/words /etc/app.conf /data/posted; echo "$GREETING $MORE"; wget -q -O - http://db/bin/true > /dev/null; wget -q -O - http://store/bin/true > /dev/null; echo err >&2'
        env: {MORE: more}
    back: {needs: [read], copy: {from: 'web:/tmp/words', to: ./back}}
    once:
      container: {image: '${NODE_IMAGE}', ends: true, outputs: [version], command: [sh, -c, 'echo version=7']}
    done:
      needs: [back]
      run: 'echo "version \${{ tasks.once.version }}"'
      ready: {http: 'http://\${{ tasks.web.ports.8080 }}/bin/sh'}
`;

function saidBy(launch: ReturnType<LaunchRig['run']>, task: string): readonly string[] {
  return launch.events.flatMap(event =>
    event.type === 'task-output' && event.task === task ? [event.line] : [],
  );
}

interface Jobs {
  readonly items: readonly ApiObject[];
}

/** Tests of launches on a cluster, from start to teardown. */
export function launchesOn(lab: () => Cluster): void {
  test('works as on this machine, and leaves nothing', async () => {
    const rig = await launchRig(ALL);
    await rig.write('words', 'over the wire\n');
    const launch = rig.run([], {env: lab().env});
    const ended = await launch.ended();
    expect(ended.stderr).toBe('');
    expect(ended.code).toBe(0);
    expect(saidBy(launch, 'read').toSorted()).toEqual(
      ['err', 'good $(day) $$ more', 'over the wire', 'x = 1posted'].toSorted(),
    );
    expect(await rig.read('back')).toBe('over the wire\n');
    expect(saidBy(launch, 'done')).toEqual(['version 7']);
    await expectNothingIn(lab());
    expect(await rig.leftBehind()).toEqual([]);
  });

  const ONE = `
    ${PLACE}
    place: lab
    tasks:
      box: {container: {image: '${NODE_IMAGE}', command: [sh, -c, 'echo begun; sleep 600'], grace: 0s}}
  `;

  /** One object of each kind. */
  const ALL_KINDS = `
    ${PLACE}
    place: lab
    secrets: {key: {file: ./key}}
    tasks:
      inside: {network: {internal: true}}
      data: {volume: {}}
      box:
        container:
          image: '${NODE_IMAGE}'
          command: [sleep, '600']
          networks: [inside]
          volumes: ['data:/data']
          configs: [{content: 'x = 1', target: /etc/app.conf}]
          secrets: [key]
          grace: 0s
  `;

  test('that was killed is removed by the next one', async () => {
    const rig = await launchRig(ONE);
    const killed = rig.run([], {env: lab().env});
    await killed.event('run-ready');
    killed.signal('SIGKILL');
    await killed.ended();
    expect(await ownedObjects(lab())).not.toEqual([]);
    const next = rig.run([], {env: lab().env});
    expect(await next.event('dead-run-removed')).toMatchObject({leftovers: []});
    await next.event('run-ready');
    next.signal('SIGTERM');
    await next.ended();
    await expectNothingIn(lab());
  });

  test.each([
    ['', undefined],
    ['namespace: default', []],
  ])('that was killed without a successor is removed by the cluster: {%s}', async (keys, left) => {
    const rig = await launchRig(ALL_KINDS.replace('kubernetes: {}', `kubernetes: {${keys}}`));
    await rig.write('key', 'hidden');
    const killed = rig.run([], {env: lab().env});
    const {run} = await killed.event('run-started');
    await killed.event('run-ready');
    killed.signal('SIGKILL');
    await killed.ended();
    const [job] = (await lab().ask<Jobs>('GET', '/apis/batch/v1/jobs?labelSelector=bottle.run')).items;
    expect(job).toMatchObject({spec: {activeDeadlineSeconds: 3_600}});
    // Simulates the expiry of the deadline of one hour.
    const {name = '', namespace = ''} = job?.metadata ?? {};
    const path = `/apis/batch/v1/namespaces/${namespace}/jobs/${name}`;
    await lab().ask('PATCH', path, {spec: {activeDeadlineSeconds: 1}});
    const all = left ?? [`leases bottle-${run}`, `namespaces bottle-${run}`];
    await expect.poll(async () => await ownedObjects(lab()), {timeout: 60_000}).toEqual(all);
    expect(await rig.bottle(['down'], {env: lab().env}).ended()).toMatchObject({code: 0, stderr: ''});
    await expectNothingIn(lab());
    expect(await rig.leftBehind()).toEqual([]);
  });

  test('in the background responds to all commands', async () => {
    const rig = await launchRig(ONE);
    const {env} = lab();
    const bottle = async (...args: string[]) => await rig.bottle(args, {env}).ended();
    onTestFinished(async () => {
      await bottle('down');
    });
    expect(await bottle('up', '-d')).toMatchObject({code: 0});
    expect((await bottle('ps')).stdout).toMatch(/box .*bottle-.*-box/);
    expect(await bottle('exec', 'box', '--', 'echo', 'from inside')).toMatchObject({
      code: 0,
      stdout: 'from inside\n',
    });
    expect((await bottle('logs', 'box')).stdout).toContain('begun');
    expect(await bottle('restart', 'box')).toMatchObject({code: 0});
    expect(await bottle('down')).toMatchObject({code: 0});
    await expectNothingIn(lab());
    expect(await rig.leftBehind()).toEqual([]);
  });

  test('connects an interactive command to the terminal', async () => {
    const rig = await launchRig(`${ONE}
      talks: {exec: ${TALKS}}
    `);
    await expectTalk(onTerminal(rig, ['run'], lab().env));
    await expectNothingIn(lab());
  });

  test("fails with the cluster's reason", async () => {
    const rig = await launchRig(
      ONE.replace(NODE_IMAGE, 'localhost/missing:1').replace('grace', 'pull: never, grace'),
    );
    const {code, stderr} = await rig.bottle(['run'], {env: lab().env}).ended();
    expect(code).toBe(1);
    expect(stderr).toContain(
      'error: task `box` cannot use `localhost/missing:1`: Container image "localhost/missing:1" is not present with pull policy of Never',
    );
    await expectNothingIn(lab());
  });

  test('reports that its container was ended because its node was drained', async () => {
    const rig = await launchRig(ONE);
    const launch = rig.run([], {env: lab().env});
    await launch.event('run-ready');
    interface Pods {
      readonly items: readonly {readonly spec: {readonly nodeName: string}}[];
    }
    const {items} = await lab().ask<Pods>('GET', '/api/v1/pods?labelSelector=bottle.run');
    const node = items[0]?.spec.nodeName ?? '';
    await lab().drain(node);
    expect(await launch.event('service-ended')).toMatchObject({
      exit: {because: 'Eviction API: evicting'},
    });
    await launch.ended();
    await lab().uncordon(node);
    await expectNothingIn(lab());
  });

  test('warns of a network plugin that does not enforce policies', async () => {
    await serveServiceAddress(lab());
    const rig = await launchRig(`
      ${PLACE}
      place: lab
      tasks:
        inside: {network: {internal: true}}
        box: {container: {image: '${NODE_IMAGE}', command: [sleep, '600'], networks: [inside], grace: 0s}}
    `);
    const launch = rig.run([], {env: lab().env});
    expect(await launch.event('task-warned', 'box')).toMatchObject({
      warning:
        'the network plugin of the cluster ignores network policies, so networks do not confine this container',
    });
    launch.signal('SIGTERM');
    await launch.ended();
    await expectNothingIn(lab());
  });
}
