import {parseArgsStringToArgv} from 'string-argv';
import type {Container} from '../schema/tasks/container.ts';
import {byteSize, duration, environment, interpolated, pairs, type LeaveOut} from './compose-values.ts';
import {isMap, isScalar, mapOf, textsOf, type PlainMap} from './plain-map.ts';

/** The keys of a service that a container spells the same way, except image, ports, mounts and networks. */
export function plainKeys(service: PlainMap, leaveOut: LeaveOut): Partial<Container> {
  const {limits} = mapOf(mapOf(service.deploy).resources) as {readonly limits?: unknown};
  const {cpus, memory} = mapOf(limits);
  const text = (value: unknown) => (isScalar(value) ? interpolated(String(value), leaveOut) : undefined);
  const list = (value: unknown) => nonEmpty(textsOf(value ?? []).map(item => interpolated(item, leaveOut)));
  return withoutGaps({
    command: argumentsOf(service.command, leaveOut),
    entrypoint: argumentsOf(service.entrypoint, leaveOut),
    env: nonEmptyMap(environment(service.environment, leaveOut)),
    user: text(service.user),
    workdir: text(service.working_dir),
    labels: nonEmptyMap(pairs(service.labels, leaveOut)),
    cap_add: list(service.cap_add),
    cap_drop: list(service.cap_drop),
    read_only: service.read_only === true ? true : undefined,
    security_opt: list(service.security_opt),
    init: service.init === true ? true : undefined,
    memory: byteSize(service.mem_limit ?? memory),
    cpus: positive(service.cpus ?? cpus),
    pids_limit: positive(service.pids_limit),
    extra_hosts: nonEmpty(hostsOf(service.extra_hosts, leaveOut)),
    stop_signal: signal(service.stop_signal),
    grace: duration(service.stop_grace_period),
    platform: text(service.platform),
    pull: pull(service.pull_policy),
  });
}

/** The keys of a service that are carried over, or mean nothing where each run has things of its own. */
export const CARRIED_KEYS = [
  ...[
    'image',
    'build',
    'ports',
    'volumes',
    'tmpfs',
    'networks',
    'depends_on',
    'links',
    'healthcheck',
    'env_file',
  ],
  ...[
    'command',
    'entrypoint',
    'environment',
    'user',
    'working_dir',
    'labels',
    'cap_add',
    'cap_drop',
    'read_only',
  ],
  ...[
    'security_opt',
    'init',
    'mem_limit',
    'cpus',
    'pids_limit',
    'extra_hosts',
    'stop_signal',
    'stop_grace_period',
  ],
  ...['platform', 'pull_policy', 'container_name', 'expose', 'profiles'],
];

/** A list unchanged; a string split into words, because Compose does not run it in a shell either. */
function argumentsOf(value: unknown, leaveOut: LeaveOut): string[] | undefined {
  const given = typeof value === 'string' ? parseArgsStringToArgv(value) : textsOf(value ?? []);
  return nonEmpty(given.map(word => interpolated(word, leaveOut)));
}

function hostsOf(value: unknown, leaveOut: LeaveOut): readonly string[] {
  if (isMap(value)) return Object.entries(value).map(([name, address]) => `${name}:${String(address)}`);
  return textsOf(value ?? []).map(text => interpolated(text.replace('=', ':'), leaveOut));
}

function signal(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^(SIG)?[A-Z0-9+-]+$/.test(value)) return undefined;
  return value.startsWith('SIG') ? value : `SIG${value}`;
}

function pull(value: unknown): Container['pull'] {
  return value === 'always' || value === 'never' ? value : undefined;
}

function positive(value: unknown): number | undefined {
  return isScalar(value) && Number(value) > 0 ? Number(value) : undefined;
}

function nonEmpty(list: readonly string[]): string[] | undefined {
  return list.length > 0 ? [...list] : undefined;
}

function nonEmptyMap(map: Readonly<Record<string, string>>): Record<string, string> | undefined {
  return Object.keys(map).length > 0 ? map : undefined;
}

/** A map without the keys that have no value. */
function withoutGaps(map: {[Key in keyof Container]?: Container[Key] | undefined}): Partial<Container> {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined));
}
