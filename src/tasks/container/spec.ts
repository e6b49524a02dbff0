import type {Container, Healthcheck, NetworkAttachment} from '../../schema/tasks/container.ts';
import {parseTemplate} from '../../values/template.ts';
import type {Values} from '../../values/value-source.ts';
import {parseDuration} from '../../vocabulary/duration.ts';
import {resolveEnvFiles, type EnvFileSpec} from '../shared/env-files.ts';
import type {SourceOf} from '../kind.ts';

/** A `container` task with its references resolved; strings with a special form are parsed when it starts. */
export interface ContainerSpec extends Pick<
  Container,
  'pull' | 'cpus' | 'pids_limit' | 'stop_signal' | 'platform'
> {
  readonly image: string;
  readonly command?: readonly string[];
  readonly entrypoint?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly envFiles: readonly EnvFileSpec[];
  readonly user?: string;
  readonly workdir?: string;
  readonly ports: readonly string[];
  readonly volumes: readonly {readonly text: string; readonly startsOpen: boolean}[];
  readonly tmpfs: readonly string[];
  readonly networks: readonly JoinedNetwork[];
  readonly labels: Readonly<Record<string, string>>;
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
  readonly readOnly: boolean;
  readonly securityOpt: readonly string[];
  readonly init: boolean;
  readonly memoryBytes?: number;
  readonly extraHosts: readonly string[];
  readonly graceMs: number;
  readonly healthcheck?: HealthcheckSpec;
}

/** A network that the container joins. */
export interface JoinedNetwork {
  /** Docker's name of it. */
  readonly name: string;
  readonly aliases: readonly string[];
  readonly ip?: string;
}

/** A health check as the engine takes it. */
export interface HealthcheckSpec {
  readonly test: readonly string[];
  /** Variables that the check's references became. */
  readonly env: Readonly<Record<string, string>>;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly startPeriodMs: number;
}

/** Docker's default network. */
export const BRIDGE = 'bridge';

/** Resolves a `container` task. */
export function resolveContainer({container}: SourceOf<'container'>, values: Values): ContainerSpec {
  const {text} = values;
  const texts = (sources: readonly string[] = []): string[] => sources.map(text);
  const all = (map: Container['env'] = {}): Record<string, string> =>
    Object.fromEntries(Object.entries(map).map(([name, value]) => [name, text(String(value))]));
  const {command, entrypoint, user, workdir, memory, healthcheck} = container;
  return {
    ...plainKeys(container),
    image: text(container.image),
    ...(command && {command: texts(command)}),
    ...(entrypoint && {entrypoint: texts(entrypoint)}),
    env: all(container.env),
    envFiles: resolveEnvFiles(container.env_file, values),
    ...(user !== undefined && {user: text(user)}),
    ...(workdir !== undefined && {workdir: text(workdir)}),
    ports: texts(container.ports),
    volumes: (container.volumes ?? []).map(volume => ({text: text(volume), startsOpen: startsOpen(volume)})),
    tmpfs: texts(container.tmpfs),
    networks: attachmentsOf(container).map(attachment => joined(attachment, text)),
    labels: all(container.labels),
    capAdd: texts(container.cap_add),
    capDrop: texts(container.cap_drop),
    readOnly: container.read_only ?? false,
    securityOpt: texts(container.security_opt),
    init: container.init ?? false,
    ...(memory !== undefined && {memoryBytes: bytesOf(memory)}),
    extraHosts: texts(container.extra_hosts),
    graceMs: containerGraceMs(container),
    ...(healthcheck && {healthcheck: resolveHealthcheck(healthcheck, values)}),
  };
}

/** The networks that a container joins, all in the long form. */
export function attachmentsOf({networks = [BRIDGE]}: Container): readonly NetworkAttachment[] {
  return networks.map(network => (typeof network === 'string' ? {network} : network));
}

function plainKeys({pull, cpus, pids_limit, stop_signal, platform}: Container) {
  return {
    ...(pull !== undefined && {pull}),
    ...(cpus !== undefined && {cpus}),
    ...(pids_limit !== undefined && {pids_limit}),
    ...(stop_signal !== undefined && {stop_signal}),
    ...(platform !== undefined && {platform}),
  };
}

/** Read as the network task's output, so that the container alone (`--only`) works as any task does. */
function joined({network, aliases = [], ip}: NetworkAttachment, text: Values['text']): JoinedNetwork {
  return {
    name: network === BRIDGE ? BRIDGE : text(`\${{ tasks.${network}.name }}`),
    aliases: aliases.map(text),
    ...(ip !== undefined && {ip: text(ip)}),
  };
}

function startsOpen(text: string): boolean {
  return parseTemplate(text).parts[0]?.type === 'expression';
}

function resolveHealthcheck(source: Healthcheck, values: Values): HealthcheckSpec {
  const command = values.command(source.command);
  const [test, env] =
    command.form === 'shell'
      ? [['CMD-SHELL', command.script], command.values]
      : [['CMD', ...command.argv], {}];
  return {
    test,
    env,
    intervalMs: parseDuration(source.interval ?? '1s'),
    timeoutMs: parseDuration(source.timeout ?? '30s'),
    retries: source.retries ?? 30,
    startPeriodMs: parseDuration(source.start_period ?? '0s'),
  };
}

const BYTES = {b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3};

export function bytesOf(size: string): number {
  return Math.round(Number(size.slice(0, -1)) * BYTES[size.slice(-1) as keyof typeof BYTES]);
}

/** How long a container has from its stop signal to its end. */
export function containerGraceMs({grace = '10s'}: Container): number {
  return parseDuration(grace);
}
