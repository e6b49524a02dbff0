import type {LimitKeys} from '../schema/tasks/container-limits.ts';
import {inContainer, quantity, type PodParts} from './pod-parts.ts';
import {cannot, type PodKeys} from './pod-key.ts';

const CPU = cannot('a cluster limits CPUs only by `cpus`; set it instead');
const SWAP = cannot('the kubelet of the node controls swap; leave it out');

/** Resource limits as fields of a pod. Without a request, Kubernetes requests as much as the limit. */
export const limitKeys: PodKeys<LimitKeys> = {
  memory: size => resource('limits', 'memory', quantity(size)),
  mem_reservation: size => resource('requests', 'memory', quantity(size)),
  memswap_limit: SWAP,
  mem_swappiness: SWAP,
  shm_size: size => memoryVolume('shm', '/dev/shm', size),
  oom_kill_disable: isDisabled =>
    isDisabled ? 'a cluster kills a container that exceeds its memory; leave it out' : {},
  oom_score_adj: cannot('a cluster derives it from `memory` and `mem_reservation`; leave it out'),
  cpus: cpus => resource('limits', 'cpu', String(cpus)),
  cpuset: cannot('the kubelet of the node assigns CPUs; leave it out'),
  cpu_shares: CPU,
  cpu_period: CPU,
  cpu_quota: CPU,
  cpu_rt_period: CPU,
  cpu_rt_runtime: CPU,
  pids_limit: cannot('the kubelet of the node sets the same limit for all pods; leave it out'),
  ulimits: cannot('the container runtime of the node sets them; leave them out'),
  blkio_config: cannot('a cluster does not limit disk I/O; leave it out'),
  storage_opt({size, ...others}) {
    const [other] = Object.keys(others);
    if (other !== undefined) return `a cluster supports only \`size\`, not \`${other}\``;
    return size === undefined ? {} : resource('limits', 'ephemeral-storage', quantity(String(size)));
  },
};

/** Memory that is mounted as a folder (tmpfs). */
export function memoryVolume(name: string, mountPath: string, size?: string): PodParts {
  const emptyDir = {medium: 'Memory', ...(size !== undefined && {sizeLimit: quantity(size)})};
  return {container: {volumeMounts: [{name, mountPath}]}, pod: {volumes: [{name, emptyDir}]}};
}

function resource(kind: 'limits' | 'requests', name: string, amount: string): PodParts {
  return inContainer({resources: {[kind]: {[name]: amount}}});
}
