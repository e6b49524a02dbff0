import type {Container} from '../../schema/tasks/container.ts';
import type {HostKeys} from '../../schema/tasks/container-host.ts';
import type {LimitKeys} from '../../schema/tasks/container-limits.ts';
import type {LongMount, MountKeys} from '../../schema/tasks/container-mounts.ts';
import type {NetworkKeys} from '../../schema/tasks/container-network.ts';
import type {ProcessKeys} from '../../schema/tasks/container-process.ts';
import type {LaunchFile} from '../../model/launch-file.ts';
import {parseMount} from '../../tasks/shared/mounts.ts';
import {entryFor} from '../../vocabulary/ids.ts';
import {carryKeys, handledElsewhere, lost, type KeyTable} from '../key-table.ts';
import type {Fields} from '../../vocabulary/fields.ts';
import type {TaskExport} from '../task-export.ts';
import {volumeTaskOf} from '../volume-task.ts';
import {composeBuild} from './build.ts';
import {as, asArgv, asMap, asNamespace} from './carriers.ts';
import {hookOf} from './hooks.ts';
import {networksOf, published} from './container-networks.ts';
import {composeHealth} from './probe.ts';
import type {Restart} from '../../schema/restart.ts';

type Keys<Source> = KeyTable<Source, TaskExport>;

const process: Keys<ProcessKeys> = {
  image: imageOf,
  pull: as('pull_policy'),
  platform: as(),
  command: asArgv('command'),
  entrypoint: asArgv('entrypoint'),
  env: asMap('environment'),
  env_file: as(),
  user: as(),
  workdir: as('working_dir'),
  init: as(),
  stdin_open: as(),
  tty: as(),
  stop_signal: as(),
  grace: as('stop_grace_period'),
  // Exported as the condition in `depends_on` of its dependents.
  ends: handledElsewhere,
  outputs: lost('a service has no outputs'),
};

const network: Keys<NetworkKeys> = {
  ports: (ports, {key, texts}) => ({ports: texts(key, ports).flatMap(published)}),
  expose: as(),
  // Exported along with the networks that the container joins by default.
  networks: handledElsewhere,
  network_mode: asNamespace,
  // Exported as the network that the container joins.
  pod: handledElsewhere,
  links: as(),
  extra_hosts: as(),
  hostname: as(),
  domainname: as(),
  mac_address: as(),
  dns: as(),
  dns_opt: as(),
  dns_search: as(),
};

const mounts: Keys<MountKeys> = {
  volumes(volumes, {key, value, launch}) {
    const written = value(
      key,
      volumes.map(mount => withVolumeKey(mount, launch)),
    ) as readonly unknown[];
    return {volumes: written, [NAMED_VOLUMES]: written.flatMap(namedVolume)};
  },
  volumes_from: lost('use the name of the service'),
  tmpfs: as(),
  configs: lost('define them under `configs` in the Compose file'),
  secrets: lost('define them under `secrets` in the Compose file'),
  read_only: as(),
};

const limits: Keys<LimitKeys> = {
  memory: as('mem_limit'),
  mem_reservation: as(),
  memswap_limit: as(),
  mem_swappiness: as(),
  shm_size: as(),
  oom_kill_disable: as(),
  oom_score_adj: as(),
  cpus: as(),
  cpuset: as(),
  cpu_shares: as(),
  cpu_period: as(),
  cpu_quota: as(),
  cpu_rt_period: as(),
  cpu_rt_runtime: as(),
  pids_limit: as(),
  ulimits: as(),
  blkio_config: as(),
  storage_opt: as(),
};

const host: Keys<HostKeys> = {
  privileged: as(),
  cap_add: as(),
  cap_drop: as(),
  security_opt: as(),
  devices: as(),
  device_cgroup_rules: as(),
  gpus: as(),
  group_add: as(),
  sysctls: as(),
  ipc: asNamespace,
  pid: asNamespace,
  userns_mode: as(),
  uts: as(),
  cgroup: as(),
  cgroup_parent: as(),
  runtime: as(),
};

const keys: Keys<Container> = {
  ...process,
  ...network,
  ...mounts,
  ...limits,
  ...host,
  labels: asMap('labels'),
  annotations: asMap('annotations'),
  logging: as(),
  // Exported with the probes, since an `exec` probe may become the health check.
  healthcheck: handledElsewhere,
  restart: (restart, {lose}) => ({restart: restartPolicy(restart, lose)}),
  post_start: (commands, {inside}) => ({
    post_start: commands.map((hook, at) => hookOf(hook, inside(`post_start[${at}]`))),
  }),
  pre_stop: (commands, {inside}) => ({
    pre_stop: commands.map((hook, at) => hookOf(hook, inside(`pre_stop[${at}]`))),
  }),
  on_exit: (effect, {lose}) => {
    if (effect === 'fail')
      lose('Compose keeps the other services running; `--abort-on-container-exit` stops them');
    return {};
  },
};

/** The Compose service of a `container` task, without its needs. */
export function composeContainer(container: Container, exported: TaskExport): Fields {
  const inside = exported.inside('container');
  return {
    ...carryKeys(container, keys, inside, inside.lose),
    ...composeHealth(exported),
    ...networksOf(container, inside),
  };
}

/** The image, and its build if a task of the file builds it. */
function imageOf(image: string, exported: TaskExport): Fields {
  const name = exported.text('image', image);
  const [, builder = ''] = /^\$\{\{\s*tasks\.([\w-]+)\.(?:ref|id)\s*\}\}$/.exec(image) ?? [];
  const task = entryFor(exported.launch.tasks, builder);
  if (!task || !('image' in task.source) || 'pull' in task.source.image) return {image: name};
  return {image: name, build: composeBuild(task.source.image, exported)};
}

/** A temporary key for the names of a service's volumes, which are listed under `volumes` of the file. */
export const NAMED_VOLUMES = 'x-named-volumes';

/** Refers to a volume of the file by the name of its task. */
function withVolumeKey(mount: string | LongMount, launch: LaunchFile): string | LongMount {
  const task = typeof mount === 'string' ? undefined : volumeTaskOf(mount, launch);
  return typeof mount === 'string' || task === undefined ? mount : {...mount, source: task};
}

function namedVolume(written: unknown): readonly string[] {
  if (typeof written !== 'string') {
    const {type, source} = written as LongMount;
    return type === 'volume' && source !== undefined ? [source] : [];
  }
  const mount = parseMount(written, '/');
  return typeof mount === 'object' && mount.type === 'volume' ? [mount.source] : [];
}

/** The Docker restart policy closest to `restart`. */
function restartPolicy(
  {attempts, condition = 'any', ...rest}: Restart,
  lose: (meaning: string) => void,
): string {
  const timing = Object.keys(rest);
  if (timing.length > 0)
    lose(`\`${timing.join('` and `')}\`: Docker starts with a delay of 100 ms and doubles it`);
  if (attempts === 'unlimited') return condition === 'any' ? 'always' : 'on-failure';
  if (condition === 'any') lose('Compose limits restarts only after failures');
  return `on-failure:${attempts}`;
}
