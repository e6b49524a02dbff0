import {mkdir} from 'node:fs/promises';
import {join} from 'node:path';
import type {WhenOver} from '../temporary-directory.ts';
import type {ApiServer} from './api-server.ts';
import {kubernetesProgram} from './binaries.ts';
import {makeCgroup} from './cgroups.ts';
import {startDaemon, type Daemon} from './daemon.ts';
import {networkNamespace, type NetworkNamespace} from './network-namespace.ts';
import {writeNodeConfig} from './node-config.ts';
import {runIn} from './run-in.ts';
import {shareVolumes} from './volumes.ts';

/** A machine of the cluster: containerd and kubelet in their own namespaces. */
export interface ClusterNode {
  readonly name: string;
  readonly address: string;
  /** The first three numbers of its pods' addresses. */
  readonly podNet: string;
  readonly namespace: NetworkNamespace;
  /** Loads the images in a `docker save` archive. */
  load(archive: string): Promise<void>;
  /** Kills kubelet and starts it again. Containers continue meanwhile. */
  restartKubelet(): Promise<void>;
}

export interface NodeStart {
  readonly server: ApiServer;
  /** Starts at 1. */
  readonly number: number;
  /** The number of all nodes. */
  readonly count: number;
  /** An archive with its initial images, including the sandbox image. */
  readonly images: string;
  /** The cgroup of all nodes. */
  readonly cgroup: string;
  readonly whenOver: WhenOver;
}

/** Resolves when the container runtime is ready. Kubelet starts on its own; see the state of the node. */
export async function startNode(start: NodeStart): Promise<ClusterNode> {
  const {server, number, count, images, whenOver} = start;
  const [name, address, podNet] = [`node-${number}`, addressOf(number), podNetOf(number)];
  const home = join(server.home, name);
  await mkdir(home);
  const namespace = await networkNamespace(join(home, 'state'), whenOver);
  await plugIn({hub: server.namespace, node: namespace, number, count});
  // A separate cgroup, because a kubelet removes unknown pods.
  const cgroup = join(start.cgroup, name);
  await makeCgroup(cgroup);
  await writeNodeConfig({home, podNet, cgroup, server});
  await runIn(namespace, ['sh', '-ec', MOUNTS]);
  await shareVolumes(namespace, server.home);
  await startContainerd(home, namespace);
  const load = async (archive: string): Promise<void> => {
    await runIn(namespace, ['ctr', '--namespace=k8s.io', 'images', 'import', archive]);
  };
  await load(images);
  let kubelet = startKubelet({home, name, address, namespace});
  return {
    ...{name, address, podNet, namespace, load},
    async restartKubelet() {
      await kubelet.kill();
      kubelet = startKubelet({home, name, address, namespace});
    },
  };
}

function addressOf(number: number): string {
  return `10.99.0.${10 + number}`;
}

function podNetOf(number: number): string {
  return `10.98.${number}`;
}

interface Plug {
  readonly hub: NetworkNamespace;
  readonly node: NetworkNamespace;
  readonly number: number;
  readonly count: number;
}

/** Creates a veth pair from the bridge of the control plane to the node, and routes to pods of other nodes. */
async function plugIn({hub, node, number, count}: Plug): Promise<void> {
  const name = `node-${number}`;
  const ways = Array.from({length: count}, (_, at) => at + 1)
    .filter(other => other !== number)
    .map(other => `ip route add ${podNetOf(other)}.0/24 via ${addressOf(other)}`);
  // Passes the node's namespace as an open file, because its pid is not visible in the other namespace.
  const script = `exec 3< "$1"; shift; exec "$@"`;
  const plug = `
    ip link add ${name} type veth peer name eth0 netns /proc/self/fd/3
    ip link set ${name} master nodes up
    ip route add ${podNetOf(number)}.0/24 via ${addressOf(number)}`;
  await runIn({...hub, enter: ['sh', '-ec', script, 'sh', `/proc/${node.pid}/ns/net`, ...hub.enter]}, [
    'sh',
    '-ec',
    plug,
  ]);
  const setUp = `
    ip address add ${addressOf(number)}/24 dev eth0
    ip link set eth0 up
    echo 1 > /proc/sys/net/ipv4/ip_forward
    ${ways.join('\n')}`;
  await runIn(node, ['sh', '-ec', setUp]);
}

/**
 * Container runtimes keep files in /run and /var/log at fixed paths. Kubelet changes kernel settings of the whole
 * machine unless they already have its values, so it sees files with these values instead.
 */
const MOUNTS = `
  mount -t tmpfs tmpfs /run
  mount -t tmpfs tmpfs /var/log
  mkdir /run/settings
  for setting in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1; do
    file=/run/settings/$(basename "\${setting%=*}")
    echo "\${setting#*=}" > "$file"
    mount --bind "$file" "/proc/sys/\${setting%=*}"
  done`;

async function startContainerd(home: string, namespace: NetworkNamespace): Promise<void> {
  const containerd = startDaemon({
    ...{home, name: 'containerd', enter: namespace.enter},
    argv: ['containerd', `--config=${home}/containerd.toml`],
  });
  await containerd.ready(async () => (await runIn(namespace, ['ctr', 'version'])) !== '');
}

function startKubelet({
  home,
  name,
  address,
  namespace: {enter},
}: {readonly home: string} & Pick<ClusterNode, 'name' | 'address' | 'namespace'>): Daemon {
  const argv = [
    kubernetesProgram('kubelet'),
    ...[`--config=${home}/kubelet.json`, `--kubeconfig=${home}/kubeconfig`],
    ...[`--root-dir=${home}/state/kubelet`, `--cert-dir=${home}/state/pki`],
    ...[`--hostname-override=${name}`, `--node-ip=${address}`],
  ];
  return startDaemon({home, name: 'kubelet', enter, argv});
}
