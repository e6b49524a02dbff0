import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import type {WhenOver} from '../temporary-directory.ts';
import {startControlPlane, type ApiServer} from './api-server.ts';
import {cgroupOf, removeOldCgroups} from './cgroups.ts';
import {startControllers} from './controllers.ts';
import {writeImages} from './image.ts';
import {startNode, type ClusterNode} from './node.ts';
import {runIn} from './run-in.ts';
import {poll} from './poll.ts';

/** A cluster of two nodes, with scheduler, controllers, DNS for pods, and volumes shared by both nodes. */
export interface Cluster extends ApiServer {
  readonly nodes: readonly ClusterNode[];
  /** Loads the images in a `docker save` archive on all nodes. */
  load(archive: string): Promise<void>;
  /** For `load:` in a launch file: loads the image `$BOTTLE_IMAGE` from this machine's engine on all nodes. */
  readonly loadCommand: string;
  /** Disconnects a node from the network. Its pods continue. */
  cutOff(node: string): Promise<void>;
  /** Reconnects a node. */
  reconnect(node: string): Promise<void>;
  /** Makes a node unschedulable and evicts its pods, like `kubectl drain`. */
  drain(node: string): Promise<void>;
  /** Makes a node schedulable again. */
  uncordon(node: string): Promise<void>;
  /** Resolves when a node is ready, or when it is not ready. */
  nodeIs(node: string, ready: boolean): Promise<void>;
}

export interface ClusterOptions {
  /** When to stop the cluster. Default: after the test. */
  readonly whenOver?: WhenOver;
  /** Additional arguments of kube-apiserver. */
  readonly args?: readonly string[];
}

/** Starts a cluster. Resolves when both nodes are ready and pods can be created in the default namespace. */
export async function cluster({whenOver = onTestFinished, args = []}: ClusterOptions = {}): Promise<Cluster> {
  await removeOldCgroups();
  whenOver(removeOldCgroups);
  // Pods on a disconnected node are evicted after a few seconds instead of 5 minutes.
  const tolerations = ['not-ready', 'unreachable'].map(what => `--default-${what}-toleration-seconds=8`);
  const server = await startControlPlane({whenOver, args: [...tolerations, ...args]});
  const images = join(server.home, 'images.tar');
  const [nodes] = await Promise.all([
    writeImages(images).then(async () => await startNodes({server, images, whenOver})),
    startControllers(server),
  ]);
  const operations = operate(server, nodes);
  await Promise.all(nodes.map(async ({name}) => await operations.nodeIs(name, true)));
  await poll('the service account of pods', async () => {
    const {status} = await server.request('GET', '/api/v1/namespaces/default/serviceaccounts/default');
    return status === 200;
  });
  return {...server, ...operations, nodes, loadCommand: loadCommandOf(nodes)};
}

function loadCommandOf(nodes: readonly ClusterNode[]): string {
  const imports = nodes.map(
    ({namespace: {enter}}) => `${enter.join(' ')} ctr --namespace=k8s.io images import "$archive"`,
  );
  const save = [
    'archive=$(mktemp)',
    `trap 'rm -f "$archive"' EXIT`,
    'docker save --output "$archive" "$BOTTLE_IMAGE"',
  ];
  return [...save, ...imports].join(' && ');
}

/** The number of nodes of a cluster. */
const COUNT = 2;

interface NodesStart {
  readonly server: ApiServer;
  readonly images: string;
  readonly whenOver: WhenOver;
}

async function startNodes({server, images, whenOver}: NodesStart): Promise<readonly ClusterNode[]> {
  const cgroup = cgroupOf(server.namespace.pid);
  const numbers = Array.from({length: COUNT}, (_, at) => at + 1);
  return await Promise.all(
    numbers.map(async number => await startNode({server, number, count: COUNT, images, cgroup, whenOver})),
  );
}

function operate(server: ApiServer, nodes: readonly ClusterNode[]) {
  const set = async (node: string, state: 'up' | 'down'): Promise<void> => {
    await runIn(server.namespace, ['ip', 'link', 'set', node, state]);
  };
  const cordon = async (node: string, unschedulable: boolean): Promise<void> => {
    await server.ask('PATCH', `/api/v1/nodes/${node}`, {spec: {unschedulable}});
  };
  return {
    async load(archive: string) {
      await Promise.all(nodes.map(async node => await node.load(archive)));
    },
    cutOff: async (node: string) => await set(node, 'down'),
    reconnect: async (node: string) => await set(node, 'up'),
    async drain(node: string) {
      await cordon(node, true);
      await evictAll(server, node);
    },
    uncordon: async (node: string) => await cordon(node, false),
    nodeIs: async (node: string, ready: boolean) =>
      await poll(
        `${node} to be ${ready ? '' : 'not '}ready`,
        async () => (await isReady(server, node)) === ready,
      ),
  };
}

async function evictAll(server: ApiServer, node: string): Promise<void> {
  const query = `fieldSelector=${encodeURIComponent(`spec.nodeName=${node}`)}`;
  const {items} = await server.ask<PodList>('GET', `/api/v1/pods?${query}`);
  for (const {metadata} of items) {
    const {name, namespace} = metadata;
    await server.ask('POST', `/api/v1/namespaces/${namespace}/pods/${name}/eviction`, {metadata});
  }
}

interface PodList {
  readonly items: readonly {readonly metadata: {readonly name: string; readonly namespace: string}}[];
}

interface NodeObject {
  readonly status: {readonly conditions?: readonly {readonly type: string; readonly status: string}[]};
}

async function isReady(server: ApiServer, node: string): Promise<boolean> {
  const {status, body} = await server.request('GET', `/api/v1/nodes/${node}`);
  if (status !== 200) return false;
  const {conditions = []} = (JSON.parse(body) as NodeObject).status;
  return conditions.some(condition => condition.type === 'Ready' && condition.status === 'True');
}
