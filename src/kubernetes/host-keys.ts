import type {GpuRequest, HostKeys} from '../schema/tasks/container-host.ts';
import {inContainer, inPod, security, type PodParts} from './pod-parts.ts';
import {cannot, type PodKeys} from './pod-key.ts';

const DEVICES = cannot('a cluster provides devices through device plugins of its nodes; leave them out');
const NODE = 'a cluster isolates containers from their node';

/** The container keys for access to the host, as fields of a pod if there is an equivalent. */
export const hostKeys: PodKeys<HostKeys> = {
  privileged: privileged => security({privileged}),
  cap_add: add => security({capabilities: {add: add.map(capability)}}),
  cap_drop: drop => security({capabilities: {drop: drop.map(capability)}}),
  security_opt(options) {
    const parts = options.map(securityOption);
    const unknown = options.find((_, at) => parts[at] === undefined);
    if (unknown !== undefined) return `a cluster does not support the security option \`${unknown}\``;
    return security(Object.assign({}, ...parts) as object as Record<string, unknown>);
  },
  devices: DEVICES,
  device_cgroup_rules: DEVICES,
  gpus: requests => (requests === 'all' ? 'a cluster assigns GPUs by number; set `count`' : gpusOf(requests)),
  group_add(groups) {
    const name = groups.find(group => !/^\d+$/.test(String(group)));
    if (name !== undefined) return `a cluster accepts only numeric groups, found \`${name}\``;
    return inPod({securityContext: {supplementalGroups: groups.map(Number)}});
  },
  sysctls: sysctls =>
    inPod({
      securityContext: {
        sysctls: Object.entries(sysctls).map(([name, value]) => ({name, value: String(value)})),
      },
    }),
  ipc: mode => namespaceProblem('ipc', mode),
  pid: mode => namespaceProblem('pid', mode),
  userns_mode: () => inPod({hostUsers: true}),
  uts: cannot(`${NODE}: \`uts: host\` is not possible`),
  cgroup: mode => (mode === 'private' ? {} : `${NODE}: \`cgroup: host\` is not possible`),
  cgroup_parent: cannot('the kubelet of the node controls cgroups; leave it out'),
  runtime: name => inPod({runtimeClassName: name}),
};

function namespaceProblem(key: string, mode: string): PodParts | string {
  if (mode === 'private') return {};
  return mode === 'host'
    ? `${NODE}: \`${key}: host\` is not possible`
    : `in a cluster, each container has its own pod; \`${key}: ${mode}\` is not possible`;
}

/** In Kubernetes, capabilities have no prefix. */
function capability(name: string): string {
  return name.toUpperCase().replace(/^CAP_/, '');
}

function securityOption(option: string): Record<string, unknown> | undefined {
  if (/^no-new-privileges([:=]true)?$/.test(option)) return {allowPrivilegeEscalation: false};
  if (/^seccomp[:=]unconfined$/.test(option)) return {seccompProfile: {type: 'Unconfined'}};
  if (/^apparmor[:=]unconfined$/.test(option)) return {appArmorProfile: {type: 'Unconfined'}};
  return undefined;
}

/** The resource of NVIDIA's device plugin, which counts whole GPUs of any model. */
function gpusOf(requests: readonly GpuRequest[]): PodParts | string {
  let count = 0;
  for (const request of requests) {
    const {driver = 'nvidia', count: wanted, device_ids, options} = request;
    if (driver !== 'nvidia')
      return `in a cluster, only GPUs of \`nvidia\` are supported, found \`${driver}\``;
    if (device_ids !== undefined || options !== undefined)
      return 'a cluster assigns GPUs by number; set `count` alone';
    if (typeof wanted !== 'number') return 'a cluster assigns GPUs by number; set `count`';
    count += wanted;
  }
  return inContainer({resources: {limits: {'nvidia.com/gpu': String(count)}}});
}
