import {
  BRIDGE,
  type HealthcheckRequest,
  type JoinedNetwork,
  type OptionKeys,
} from '../../places/container-request.ts';
import type {Container} from '../../schema/tasks/container.ts';
import type {LongMount} from '../../schema/tasks/container-mounts.ts';
import {resolveFiles, type FileSpec} from './files.ts';
import type {NetworkAttachment} from '../../schema/tasks/container-network.ts';
import {parseTemplate} from '../../values/template.ts';
import type {Values} from '../../values/value-source.ts';
import {parseDuration} from '../../vocabulary/duration.ts';
import {resolveEnvFiles, type EnvFileSpec} from '../shared/env-files.ts';
import type {SourceOf} from '../kind.ts';
import {resolveHealthcheck} from './healthcheck.ts';
import {resolveHook, resolvePlace, type HookSpec, type PreStopSpec} from './hooks.ts';
import {resolvedTexts} from '../../values/resolved-texts.ts';

/** A `container` task with its references resolved. Strings with a special syntax are parsed when it starts. */
export interface ContainerSpec extends Pick<Container, 'pull' | 'platform'> {
  readonly image: string;
  /** Whether the container runs to its end. */
  readonly ends: boolean;
  /** The names of the outputs that the container prints. */
  readonly outputs: readonly string[];
  /** The keys with options for the engine. */
  readonly keys: OptionKeys;
  readonly env: Readonly<Record<string, string>>;
  readonly envFiles: readonly EnvFileSpec[];
  readonly ports: readonly string[];
  /** Ports that are exposed but not published. */
  readonly exposed: readonly string[];
  /** Ports that the task's probes connect to. */
  readonly probed: readonly number[];
  readonly volumes: readonly {readonly mount: string | LongMount; readonly beginsWithReference: boolean}[];
  /** The files of `configs` and `secrets`. */
  readonly files: readonly FileSpec[];
  readonly tmpfs: readonly string[];
  readonly networks: readonly JoinedNetwork[];
  /** Set instead of `networks`: an existing network namespace. */
  readonly networkMode?: string;
  /** Links to other containers, each as `container:name`. */
  readonly links: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly graceMs: number;
  readonly healthcheck?: HealthcheckRequest;
  readonly postStart: readonly HookSpec[];
  readonly preStop: readonly PreStopSpec[];
}

/** Resolves a `container` task. */
export function resolveContainer(source: SourceOf<'container'>, values: Values): ContainerSpec {
  const {container} = source;
  const {text} = values;
  const texts = (sources: readonly string[] = []): string[] => sources.map(text);
  const all = (map: Container['env'] = {}): Record<string, string> =>
    Object.fromEntries(Object.entries(map).map(([name, value]) => [name, text(String(value))]));
  const {pull, platform, healthcheck, network_mode: networkMode} = container;
  return {
    ...(pull !== undefined && {pull}),
    ...(platform !== undefined && {platform: text(platform)}),
    image: text(container.image),
    ends: container.ends ?? false,
    outputs: container.outputs ?? [],
    keys: resolvedTexts(optionKeysOf(container), text),
    env: all(container.env),
    envFiles: resolveEnvFiles(container.env_file, values),
    ports: texts(container.ports),
    exposed: texts(container.expose),
    probed: probedPorts(source),
    volumes: (container.volumes ?? []).map(volume => ({
      mount: resolvedTexts(volume, text),
      beginsWithReference: beginsWithReference(volume),
    })),
    files: resolveFiles(container, values),
    tmpfs: texts(container.tmpfs),
    networks: attachmentsOf(container).map(attachment => joined(attachment, text)),
    ...(networkMode !== undefined && {networkMode: text(networkMode)}),
    links: linksOf(container).map(({task, name}) => `${text(`\${{ tasks.${task}.name }}`)}:${text(name)}`),
    labels: all(container.labels),
    graceMs: containerGraceMs(container),
    ...(healthcheck && {healthcheck: resolveHealthcheck(healthcheck, values)}),
    postStart: (container.post_start ?? []).map(hook => resolveHook(hook, values)),
    preStop: (container.pre_stop ?? []).map(({command, env, ...place}) => ({
      command,
      ...(env && {env}),
      place: resolvePlace(place, values),
    })),
  };
}

/** The networks that a container joins, all in the long form. */
export function attachmentsOf({
  networks = [BRIDGE],
  network_mode: mode,
}: Container): readonly NetworkAttachment[] {
  if (mode !== undefined) return mode === BRIDGE ? [{network: BRIDGE}] : [];
  return networks.map(network => (typeof network === 'string' ? {network} : network));
}

/** The links of a container: task and alias. */
export function linksOf({links = []}: Container): readonly {readonly task: string; readonly name: string}[] {
  return links.map(link => {
    const [task = '', name = task] = link.split(':');
    return {task, name};
  });
}

/** The name is read from the network task's output, so that the container also works alone (`--only`), like any task. */
function joined({network, ...options}: NetworkAttachment, text: Values['text']): JoinedNetwork {
  const name = network === BRIDGE ? BRIDGE : text(`\${{ tasks.${network}.name }}`);
  return {...resolvedTexts(options, text), name};
}

function beginsWithReference(mount: string | LongMount): boolean {
  return typeof mount === 'string' && parseTemplate(mount).parts[0]?.type === 'expression';
}

/** The time that a container has to end after its stop signal. */
export function containerGraceMs({grace = '10s'}: Container): number {
  return parseDuration(grace);
}

/** The keys of `OptionKeys`. A missing key does not compile. */
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

/** The keys of a container that the place translates. */
function optionKeysOf(container: Container): OptionKeys {
  return Object.fromEntries(Object.entries(container).filter(([key]) => Object.hasOwn(optionKeys, key)));
}

/** The container ports that the probes connect to, if known from the file. */
function probedPorts({ready = [], liveness = []}: SourceOf<'container'>): readonly number[] {
  const probes: readonly object[] = [ready, liveness].flat();
  const ports = probes.flatMap(probe => ('port' in probe ? [Number(probe.port)] : []));
  return [...new Set(ports)].filter(port => Number.isInteger(port));
}
