import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import type {ApiServer} from './api-server.ts';
import {API_PORT, CONTROL_PLANE} from './control-plane.ts';
import {SANDBOX_IMAGE} from './image.ts';
import {kubeconfig} from './kubeconfig.ts';

export interface NodeConfig {
  /** The folder for the files. */
  readonly home: string;
  /** The first three numbers of its pods' addresses. */
  readonly podNet: string;
  /** The cgroup for its pods. */
  readonly cgroup: string;
  readonly server: Pick<ApiServer, 'authority' | 'token'>;
}

/** Writes the configuration of containerd, its network plugins and kubelet. */
export async function writeNodeConfig({home, podNet, cgroup, server}: NodeConfig): Promise<void> {
  await mkdir(join(home, 'cni'));
  const files = {
    'containerd.toml': containerd(home),
    'cni/10-pods.conflist': JSON.stringify(network(home, podNet)),
    'kubelet.json': JSON.stringify(kubelet(home, cgroup)),
    // Excludes the DNS settings of this machine's network.
    'resolv.conf': '',
    kubeconfig: inClusterKubeconfig(server),
  };
  await Promise.all(
    Object.entries(files).map(async ([name, content]) => await writeFile(join(home, name), content)),
  );
}

/** For programs in the cluster's network. */
export function inClusterKubeconfig({authority, token}: Pick<ApiServer, 'authority' | 'token'>): string {
  return kubeconfig({server: `https://${CONTROL_PLANE}:${API_PORT}`, authority, credentials: {token}});
}

/** Without `restrict_oom_score_adj`, no container starts if the tests may not lower the score of a process. */
function containerd(home: string): string {
  return `
version = 2
root = "${home}/state/containerd"
state = "/run/containerd"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "docker.io/${SANDBOX_IMAGE}"
  restrict_oom_score_adj = true
  netns_mounts_under_state_dir = true
  # Of a RuntimeClass: what is made with it shows that its handler was asked for.
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"
  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.kata-test]
    runtime_type = "io.containerd.runc.v2"
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "${home}/cni"
`;
}

function network(home: string, podNet: string): object {
  return {
    cniVersion: '1.0.0',
    name: 'pods',
    plugins: [
      {
        ...{type: 'bridge', bridge: 'pods', isDefaultGateway: true, hairpinMode: true},
        ipam: {type: 'host-local', dataDir: `${home}/state/cni`, ranges: [[{subnet: `${podNet}.0/24`}]]},
      },
    ],
  };
}

function kubelet(home: string, cgroup: string): object {
  return {
    ...{apiVersion: 'kubelet.config.k8s.io/v1beta1', kind: 'KubeletConfiguration'},
    authentication: {anonymous: {enabled: true}, webhook: {enabled: false}},
    authorization: {mode: 'AlwaysAllow'},
    containerRuntimeEndpoint: 'unix:///run/containerd/containerd.sock',
    ...{clusterDNS: [CONTROL_PLANE], clusterDomain: 'cluster.local', resolvConf: `${home}/resolv.conf`},
    // The machine is shared with other tests, so kubelet must tolerate swap.
    ...{failSwapOn: false, cgroupDriver: 'cgroupfs', cgroupRoot: cgroup},
    ...{enforceNodeAllocatable: [], makeIPTablesUtilChains: false, localStorageCapacityIsolation: false},
    evictionHard: {'memory.available': '1Mi', 'nodefs.available': '0%', 'imagefs.available': '0%'},
    ...{serializeImagePulls: false, imageGCHighThresholdPercent: 100},
    volumePluginDir: `${home}/state/volume-plugins`,
    // A disconnected node is noticed earlier than by default, which is after 40 s.
    ...{nodeLeaseDurationSeconds: 8, nodeStatusUpdateFrequency: '2s'},
  };
}
