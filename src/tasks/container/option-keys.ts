import type {OptionKeys} from '../../places/container-request.ts';
import type {Container} from '../../schema/tasks/container.ts';

/** Those keys; one that is missing here does not compile. */
const optionKeys: {readonly [Key in keyof OptionKeys]-?: true} = {
  ...{command: true, entrypoint: true, user: true, workdir: true, stop_signal: true, platform: true},
  ...{stdin_open: true, tty: true, init: true, hostname: true, domainname: true, mac_address: true},
  ...{dns: true, dns_opt: true, dns_search: true, extra_hosts: true, volumes_from: true},
  ...{logging: true, annotations: true, read_only: true},
  ...{memory: true, mem_reservation: true, memswap_limit: true, mem_swappiness: true, shm_size: true},
  ...{oom_kill_disable: true, oom_score_adj: true, cpus: true, cpuset: true, cpu_shares: true},
  ...{cpu_period: true, cpu_quota: true, cpu_rt_period: true, cpu_rt_runtime: true, pids_limit: true},
  ...{ulimits: true, blkio_config: true, storage_opt: true},
  ...{privileged: true, cap_add: true, cap_drop: true, security_opt: true, devices: true},
  ...{device_cgroup_rules: true, gpus: true, group_add: true, sysctls: true, ipc: true, pid: true},
  ...{userns_mode: true, uts: true, cgroup: true, cgroup_parent: true, runtime: true},
};

/** The keys of a container whose values the place translates. */
export function optionKeysOf(container: Container): OptionKeys {
  return Object.fromEntries(Object.entries(container).filter(([key]) => Object.hasOwn(optionKeys, key)));
}
