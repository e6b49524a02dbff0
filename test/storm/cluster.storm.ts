import {execFile} from 'node:child_process';
import {setTimeout as sleep} from 'node:timers/promises';
import {promisify} from 'node:util';
import {expect, onTestFinished, test} from 'vitest';
import {killDetachedRuns} from '../e2e/killed-detached-runs.ts';
import {killStorm, launchAfterStorm} from '../support/kill-storm.ts';
import {withCluster} from '../support/kubernetes/binaries.ts';
import {cluster, type Cluster} from '../support/kubernetes/cluster.ts';
import {NODE_IMAGE} from '../support/kubernetes/image.ts';
import {expectNothingIn, objectsOfAllKinds, ownedObjects} from '../support/kubernetes/owned-objects.ts';
import {shared} from '../support/kubernetes/shared.ts';
import {launchRig, type LaunchRig} from '../support/launch-rig.ts';
import {stormNumbers} from './seed.ts';

/** The total number of killed launches in both storms. */
const KILLS = Number(process.env.BOTTLE_STORM_CLUSTER_KILLS ?? 10);

/** The number of concurrent copies of one file. */
const COPIES = Number(process.env.BOTTLE_STORM_CLUSTER_COPIES ?? 10);

/** Approximate time from the first task until all are ready, in milliseconds. */
const START_MS = 3_000;

/** One object of each kind, in a namespace of the user. Without a namespace, each run creates its own. */
function launchIn({kubeconfig}: Cluster, namespace?: string): string {
  const lab = {kubernetes: {kubeconfig, ...(namespace !== undefined && {namespace})}};
  return `
    places: {lab: ${JSON.stringify(lab)}}
    place: lab
    tasks:
      inside: {network: {internal: true}}
      data: {volume: {}}
      web:
        container:
          image: '${NODE_IMAGE}'
          command: [httpd, -f, -p, '8080']
          networks: [inside]
          ports: [':8080']
          volumes: ['data:/data']
          configs: [{content: 'x = 1', target: /etc/app.conf}]
          grace: 0s
        ready: {port: 8080}
      box: {container: {image: '${NODE_IMAGE}', command: [sleep, '600'], grace: 0s}}
      check: {needs: [web, box], run: 'true'}
  `;
}

/** A server that returns the run's name, and a task that requests it. */
const COPIED = `
  name: shop
  places: {lab: {kubernetes: {}}}
  tasks:
    address: {alias: {pool: 127.0.9.1-127.0.9.254}}
    web:
      container:
        image: '${NODE_IMAGE}'
        command: [sh, -c, 'mkdir /www && hostname > /www/name && echo "$COPY" > /www/copy && exec httpd -f -p 8080 -h /www']
        env: {COPY: 'copy \${{ run.copy }}'}
        ports: ['\${{ tasks.address.ip }}:8080:8080']
        grace: 0s
      ready: {http: {url: 'http://\${{ tasks.address.ip }}:8080/copy', timeout: 10m}}
    ask:
      needs: [web]
      run: [node, -e, 'fetch("http://\${{ tasks.address.ip }}:8080/copy").then(async r => { if (await r.text() !== "copy \${{ run.copy }}\\n") process.exit(1); })']
`;

withCluster('a cluster', () => {
  const lab = shared(cluster);

  /** Claims linger for a moment after their pods. Objects that controllers have created for Services linger even longer. */
  const expectEmpty = async (): Promise<void> => {
    const claims = async (): Promise<readonly string[]> =>
      (await ownedObjects(lab())).filter(object => object.startsWith('persistentvolumeclaims'));
    await expect.poll(claims).toEqual([]);
    await expectNothingIn(lab());
    await expect.poll(async () => await objectsOfAllKinds(lab())).toEqual([]);
  };

  test(`${Math.ceil(KILLS / 2)} kills of launches: the next run leaves nothing`, async () => {
    const rig = await launchRig(launchIn(lab()));
    const start = () => rig.run();
    await killStorm({start, kills: Math.ceil(KILLS / 2), random: stormNumbers(80), spanMs: START_MS});
    await launchAfterStorm(start);
    await expectEmpty();
    expect((await rig.leftBehind()).filter(what => !what.startsWith('state/runs/'))).toEqual([]);
  });

  test(`${Math.floor(KILLS / 2)} kills of detached runs: \`bottle down\` leaves nothing`, async () => {
    await lab().ask('POST', '/api/v1/namespaces', {metadata: {name: 'sandboxes'}});
    const random = stormNumbers(81);
    for (let round = 0; round < Math.floor(KILLS / 2); round++) {
      const afterMs = random() * START_MS;
      const moment = async (call: ReturnType<LaunchRig['bottle']>): Promise<void> => {
        if (random() < 0.7) await call.event('task-started');
        // A delay without a condition, because the moment itself is under test.
        await sleep(afterMs);
      };
      await killDetachedRuns(launchIn(lab(), 'sandboxes'), [moment], random);
      await expectEmpty();
    }
  });

  test(`${COPIES} copies are all up, share nothing, and are all removed`, async () => {
    const rig = await launchRig(COPIED);
    const bottle = async (...args: readonly string[]): Promise<string> => await callBottle(rig, lab(), args);
    onTestFinished(async () => {
      await bottle('down', '--all').catch(String);
    });
    const printed = await bottle('up', '-d', '--copies', String(COPIES), '--place', 'lab');
    expect(printed).toContain(`${COPIES} copies of shop are up`);
    const owned = await ownedObjects(lab());
    const of = (kind: string): readonly string[] => owned.filter(object => object.startsWith(`${kind} `));
    expect(of('namespaces')).toHaveLength(COPIES);
    expect(of('pods')).toHaveLength(COPIES);
    expect(of('leases')).toHaveLength(COPIES);
    await bottle('down', 'shop-*');
    await expectEmpty();
    expect(await rig.leftBehind()).toEqual([]);
  });
});

/** Without the usual time limit of a launch, because many copies take minutes on a busy machine. */
async function callBottle(
  {command, dir, stateDir, mark}: LaunchRig,
  {env}: Cluster,
  args: readonly string[],
): Promise<string> {
  const own = {...env, BOTTLE_STATE_DIR: stateDir, BOTTLE_TEST_MARK: mark};
  const {stdout} = await promisify(execFile)(process.execPath, [command, ...args], {
    ...{cwd: dir, env: {...process.env, ...own}},
  });
  return stdout;
}
