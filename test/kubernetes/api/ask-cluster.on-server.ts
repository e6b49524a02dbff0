import {randomUUID} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {beforeAll, expect, test} from 'vitest';
import {parse} from 'yaml';
import {neededBy} from '../../../src/doctor/needed.ts';
import {load} from '../../../src/config/load.ts';
import {askCluster, type AskedCluster} from '../../../src/kubernetes/api/ask-cluster.ts';
import {NAMESPACE_PERMISSIONS, NAMESPACES_PERMISSIONS} from '../../../src/kubernetes/api/permissions.ts';
import {systemClock} from '../../../src/processes/system-clock.ts';
import {kinds} from '../../../src/tasks/registry.ts';
import type {ApiServer} from '../../support/kubernetes/api-server.ts';
import {withApiServer} from '../../support/kubernetes/binaries.ts';
import {limitedKubeconfig} from '../../support/kubernetes/limited-user.ts';
import {sharedApiServer} from '../../support/kubernetes/shared-api-server.ts';

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

test('the documented roles match the checked permissions', async () => {
  const page = await readFile(new URL('../../../docs/places.md', import.meta.url), 'utf8');
  const [role = '', further = ''] = [...page.matchAll(/^```text\n((?:apiVersion| {2}- ).*?)^```$/gms)].map(
    ([, text = '']) => text,
  );
  const rulesIn = (rules: readonly Rule[]): readonly string[] =>
    rules
      .flatMap(({apiGroups, resources, verbs}) =>
        apiGroups.flatMap(group => resources.map(resource => `${group}/${resource}: ${verbs.join(' ')}`)),
      )
      .toSorted();
  const ofCode = (permissions: typeof NAMESPACE_PERMISSIONS): readonly string[] =>
    permissions.map(({group, resource, verbs}) => `${group}/${resource}: ${verbs.join(' ')}`).toSorted();
  expect(rulesIn((parse(role) as {rules: Rule[]}).rules)).toEqual(ofCode(NAMESPACE_PERMISSIONS));
  expect(rulesIn(parse(further) as Rule[])).toEqual(ofCode(NAMESPACES_PERMISSIONS));
});

test('a launch file requires the clusters used by its tasks', () => {
  const loaded = load(
    '/shop/bottle.yaml',
    `
places:
  lab: {kubernetes: {context: lab, namespace: sandboxes}}
  other: {kubernetes: {context: other}}
tasks:
  web: {place: lab, container: {image: busybox}}
  db: {place: lab, container: {image: busybox}}
`,
    {vars: {}, env: {}, kinds},
  );
  if (!('launch' in loaded)) throw new Error(loaded.diagnostics[0]?.message);
  expect(neededBy(loaded.launch)).toMatchObject({
    ...{docker: false, defaultBridge: false},
    clusters: [{name: 'lab', source: {context: 'lab', namespace: 'sandboxes'}}],
  });
});

withApiServer('checking a cluster', () => {
  let server: ApiServer;
  beforeAll(async () => void (server = await sharedApiServer()));

  const asked = async (kubeconfig: string, namespace?: string): Promise<AskedCluster> => {
    const request = {kubeconfig, ...(namespace !== undefined && {namespace})};
    const services = {env: {}, home: '/nowhere', clock: systemClock};
    return await askCluster(request, services, new AbortController().signal);
  };

  test('reports no missing permissions in a namespace with exactly the documented role', async () => {
    const kubeconfig = await limitedKubeconfig(server);
    await expect
      .poll(async () => await asked(kubeconfig, 'default'))
      .toMatchObject({server: server.url, version: 'v1.34.4', isNamespaceMissing: false, missing: []});
    expect((await asked(kubeconfig)).missing.map(({resource}) => resource)).toContain('namespaces');
    expect((await asked(kubeconfig, 'kube-system')).missing).not.toEqual([]);
  });

  test('checks permissions in all namespaces, and whether a namespace exists', async () => {
    expect(await asked(server.kubeconfig)).toMatchObject({missing: []});
    const missing = await asked(server.kubeconfig, `missing-${randomUUID()}`);
    expect(missing).toMatchObject({isNamespaceMissing: true, missing: []});
  });
});
