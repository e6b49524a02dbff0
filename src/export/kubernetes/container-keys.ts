import type {Container} from '../../schema/tasks/container.ts';
import type {Hook} from '../../schema/tasks/container-hooks.ts';
import type {HostKeys} from '../../schema/tasks/container-host.ts';
import type {LimitKeys} from '../../schema/tasks/container-limits.ts';
import type {NetworkKeys} from '../../schema/tasks/container-network.ts';
import type {ProcessKeys} from '../../schema/tasks/container-process.ts';
import {handledElsewhere, lost, type KeyReport, type KeyTable} from '../key-table.ts';
import type {Fields} from '../../vocabulary/fields.ts';
import type {TaskExport} from '../task-export.ts';
import {mounts} from './container-mounts.ts';
import {inContainer, inPod, quantity, security} from '../../kubernetes/pod-parts.ts';
import {seconds} from './probes.ts';

const CPU = 'Kubernetes limits CPUs only by `resources`';

type Keys<Source> = KeyTable<Source, TaskExport>;

const process: Keys<ProcessKeys> = {
  image: (image, {key, text}) => inContainer({image: text(key, image)}),
  pull: when =>
    inContainer({imagePullPolicy: {missing: 'IfNotPresent', always: 'Always', never: 'Never'}[when]}),
  platform(platform) {
    const [os, arch] = platform.split('/');
    return inPod({nodeSelector: {'kubernetes.io/os': os, ...(arch && {'kubernetes.io/arch': arch})}});
  },
  entrypoint: (words, {key, argv}) => inContainer({command: argv(key, words)}),
  command: (words, {key, argv}) => inContainer({args: argv(key, words)}),
  env: (env, {key, map}) =>
    inContainer({env: Object.entries(map(key, env)).map(([name, value]) => ({name, value}))}),
  env_file: lost(
    'create a ConfigMap with `kubectl create configmap --from-env-file` and name it in `envFrom`',
  ),
  user(user, {lose}) {
    const [, uid, gid] = /^(\d+)(?::(\d+))?$/.exec(user) ?? [];
    if (uid !== undefined) return security({runAsUser: Number(uid), ...(gid && {runAsGroup: Number(gid)})});
    lose('Kubernetes accepts only numeric user ids');
    return {};
  },
  workdir: (path, {key, text}) => inContainer({workingDir: text(key, path)}),
  init: (isWanted, {lose}) => {
    if (isWanted) lose('add an init process such as tini to the image');
    return {};
  },
  stop_signal: lost('Kubernetes sends the stop signal of the image, or SIGTERM'),
  grace: grace => inPod({terminationGracePeriodSeconds: seconds(grace)}),
  stdin_open: stdin => inContainer({stdin}),
  // Exported as a Job.
  ends: handledElsewhere,
  outputs: lost('a pod has no outputs'),
  tty: tty => inContainer({tty}),
};

const network: Keys<NetworkKeys> = {
  // Exported with the Service.
  ports: handledElsewhere,
  expose: handledElsewhere,
  // Exported as labels, which network policies select.
  networks: handledElsewhere,
  network_mode(mode, {lose}) {
    if (mode === 'host') return inPod({hostNetwork: true, dnsPolicy: 'ClusterFirstWithHostNet'});
    lose('each pod has its own network, which its containers share');
    return {};
  },
  // Exported as the network that the container joins.
  pod: handledElsewhere,
  links: lost('add a Service with that name'),
  extra_hosts(hosts, {key, lose, texts}) {
    const entries = texts(key, hosts).map(host => host.split(/:(.*)/s));
    for (const [name, ip] of entries)
      if (ip === 'host-gateway') lose(`\`${name}:${ip}\`: a pod has no name for the address of its node`);
    const hostAliases = entries
      .filter(([, ip]) => ip !== 'host-gateway')
      .map(([name, ip]) => ({ip, hostnames: [name]}));
    return hostAliases.length > 0 ? inPod({hostAliases}) : {};
  },
  hostname: (name, {key, text}) => inPod({hostname: text(key, name)}),
  domainname: lost('set `subdomain` of the pod; the cluster appends its own domain'),
  mac_address: lost('the network plugin of the cluster assigns addresses'),
  dns: (nameservers, {key, texts}) =>
    inPod({dnsPolicy: 'None', dnsConfig: {nameservers: texts(key, nameservers)}}),
  dns_search: (searches, {key, texts}) => inPod({dnsConfig: {searches: texts(key, searches)}}),
  dns_opt: (options, {key, texts}) =>
    inPod({
      dnsConfig: {
        options: texts(key, options).map(option => {
          const [name, value] = option.split(':');
          return {name, ...(value !== undefined && {value})};
        }),
      },
    }),
};

const limits: Keys<LimitKeys> = {
  memory: (size, {key, text}) => resources('limits', 'memory', text(key, size)),
  mem_reservation: (size, {key, text}) => resources('requests', 'memory', text(key, size)),
  memswap_limit: lost('the kubelet configures swap'),
  mem_swappiness: lost('the kubelet configures swap'),
  shm_size: (size, {key, text}) => ({
    container: {volumeMounts: [{name: 'shm', mountPath: '/dev/shm'}]},
    pod: {
      volumes: [{name: 'shm', emptyDir: {medium: 'Memory', sizeLimit: quantity(text(key, size) ?? '')}}],
    },
  }),
  oom_kill_disable: lost('a container that exceeds its limit is killed'),
  oom_score_adj: lost('Kubernetes derives it from `resources`'),
  cpus: (cpus, {key, text}) => resources('limits', 'cpu', text(key, cpus)),
  cpuset: lost('the CPU manager of the kubelet assigns whole CPUs to guaranteed pods'),
  cpu_shares: lost(CPU),
  cpu_period: lost(CPU),
  cpu_quota: lost(CPU),
  cpu_rt_period: lost(CPU),
  cpu_rt_runtime: lost(CPU),
  pids_limit: lost('the kubelet has one limit for all pods, `podPidsLimit`'),
  ulimits: lost('the container runtime of the node sets them'),
  blkio_config: lost('Kubernetes does not limit disk I/O'),
  storage_opt: (options, {key, lose, map}) => {
    const {size, ...others} = map(key, options);
    if (Object.keys(others).length > 0) lose('only its size is kept');
    return size === undefined
      ? {}
      : inContainer({resources: {limits: {'ephemeral-storage': quantity(size.toLowerCase())}}});
  },
};

const host: Keys<HostKeys> = {
  privileged: privileged => security({privileged}),
  cap_add: add => security({capabilities: {add}}),
  cap_drop: drop => security({capabilities: {drop}}),
  security_opt(options, {lose}) {
    const [others, known] = [
      options.filter(option => !isNoNewPrivileges(option)),
      options.some(isNoNewPrivileges),
    ];
    if (others.length > 0) lose(`\`${others.join('` and `')}\`: set \`securityContext\` of the pod`);
    return known ? security({allowPrivilegeEscalation: false}) : {};
  },
  devices: lost('a device plugin of the node provides devices as resources'),
  device_cgroup_rules: lost('a device plugin of the node provides devices as resources'),
  gpus: lost('request the resource of the device plugin, such as `nvidia.com/gpu`'),
  group_add(groups, {lose}) {
    const ids = groups.map(Number).filter(Number.isInteger);
    if (ids.length < groups.length) lose('Kubernetes accepts only numeric group ids');
    return ids.length > 0 ? inPod({securityContext: {supplementalGroups: ids}}) : {};
  },
  sysctls: (sysctls, {key, map}) =>
    inPod({
      securityContext: {
        sysctls: Object.entries(map(key, sysctls)).map(([name, value]) => ({name, value})),
      },
    }),
  ipc: (ipc, {lose}) => namespace('hostIPC', ipc, lose),
  pid: (pid, {lose}) => namespace('hostPID', pid, lose),
  userns_mode: () => inPod({hostUsers: true}),
  uts: lost('a pod has the host name of its node only with `hostNetwork`'),
  cgroup: lost('the container runtime of the node decides'),
  cgroup_parent: lost('the kubelet chooses the cgroup of a pod'),
  runtime: (name, {key, text}) => inPod({runtimeClassName: text(key, name)}),
};

export const containerKeys: Keys<Container> = {
  ...process,
  ...network,
  ...mounts,
  ...limits,
  ...host,
  labels: (labels, {key, map}) => ({annotations: map(key, labels)}),
  annotations: (annotations, {key, map}) => ({annotations: map(key, annotations)}),
  logging: lost('the node collects the logs'),
  // Exported with the probes.
  healthcheck: handledElsewhere,
  restart: (restart, {lose}) => {
    const isDefault = restart.attempts === 'unlimited' && (restart.condition ?? 'any') === 'any';
    if (!isDefault) lose('a Deployment restarts after every exit, without a limit and with a growing delay');
    return {};
  },
  post_start: (hooks, exported) => lifecycle('postStart', hooks, exported),
  pre_stop: (hooks, exported) => lifecycle('preStop', hooks, exported),
  on_exit: lost('a Deployment restarts the container'),
};

function resources(kind: 'limits' | 'requests', name: string, amount: string | undefined): Fields {
  return amount === undefined ? {} : inContainer({resources: {[kind]: {[name]: quantity(amount)}}});
}

/** A lifecycle hook. Kubernetes supports a single command, with the settings of the container. */
function lifecycle(
  field: 'postStart' | 'preStop',
  [first, ...more]: readonly Hook[],
  {key, lose, argv}: TaskExport & KeyReport,
): Fields {
  if (!first) return {};
  const {command, ...others} = first;
  if (more.length > 0) {
    lose('Kubernetes runs only one command; combine them in a script');
    return {};
  }
  for (const name of Object.keys(others))
    lose(`\`${name}\`: the command runs with the settings of the container`);
  const words = argv(
    `${key}[0].command`,
    typeof command === 'string' ? ['sh', '-e', '-c', command] : command,
  );
  return words ? inContainer({lifecycle: {[field]: {exec: {command: words}}}}) : {};
}

function namespace(field: string, mode: string, lose: (meaning: string) => void): Fields {
  if (mode === 'host') return inPod({[field]: true});
  if (mode !== 'private') lose(`\`${mode}\`: only containers of the same pod can share it`);
  return {};
}
function isNoNewPrivileges(option: string): boolean {
  return /^no-new-privileges([:=]true)?$/.test(option);
}
