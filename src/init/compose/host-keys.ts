import type {GpuRequest, HostKeys} from '../../schema/tasks/container-host.ts';
import {isScalar} from '../plain-map.ts';
import {asReferences} from './variables.ts';
import type {Section} from './section.ts';
import {flag, pairs, text, texts, whole, withoutGaps} from './values.ts';

/** Returns a reference to the container of a service, to share its namespaces; `undefined` for a service that is not carried over. */
export type ContainerOf = (service: string) => string | undefined;

/** The keys for the access of a service's container to the host. */
export function hostKeys(
  service: Section,
  reservations: Section,
  containerOf: ContainerOf,
): Partial<HostKeys> {
  return withoutGaps<HostKeys>({
    privileged: service.fixed('privileged', flag),
    cap_add: service.read('cap_add', texts),
    cap_drop: service.read('cap_drop', texts),
    security_opt: service.read('security_opt', texts),
    devices: [...service.each('devices', deviceOf)],
    device_cgroup_rules: service.read('device_cgroup_rules', texts),
    gpus: gpus(service, reservations),
    group_add: service.read('group_add', texts),
    sysctls: service.read('sysctls', pairs),
    ipc: service.fixed('ipc', value =>
      namespace(value, ['private', 'shareable', 'host', 'none'], containerOf),
    ),
    pid: service.fixed('pid', value => namespace(value, ['host'], containerOf)),
    userns_mode: service.fixed('userns_mode', onlyHost),
    uts: service.fixed('uts', onlyHost),
    cgroup: service.fixed('cgroup', value => (value === 'host' || value === 'private' ? value : undefined)),
    cgroup_parent: service.read('cgroup_parent', text),
    runtime: service.read('runtime', text),
  });
}

function onlyHost(value: unknown): 'host' | undefined {
  return value === 'host' ? value : undefined;
}

/** A namespace: one of `known`, or the namespace of another service's container. */
export function namespace(
  value: unknown,
  known: readonly string[],
  containerOf: ContainerOf,
): string | undefined {
  const given = String(value);
  const [, service] = /^service:(.+)$/.exec(given) ?? [];
  if (service !== undefined) {
    const id = containerOf(service);
    return id && `container:${id}`;
  }
  return known.includes(given) || given.startsWith('container:') ? asReferences(given) : undefined;
}

function deviceOf(item: unknown, device: Section): string | undefined {
  if (isScalar(item)) return asReferences(String(item));
  const [source, target, permissions] = ['source', 'target', 'permissions'].map(key =>
    device.read(key, text),
  );
  if (source === undefined) return undefined;
  const at = target ?? source;
  return [
    source,
    ...(permissions === undefined ? (target === undefined ? [] : [at]) : [at, permissions]),
  ].join(':');
}

/** Requests from `gpus` and from the devices that `deploy` reserves. Compose passes both to the engine in the same way. */
function gpus(service: Section, reservations: Section): HostKeys['gpus'] | undefined {
  const all = service.has('gpus') && service.read('gpus', value => (value === 'all' ? value : [])) === 'all';
  if (all) return 'all';
  const requests = [...service.each('gpus', gpuRequest), ...reservations.each('devices', gpuRequest)];
  return requests.length > 0 ? requests : undefined;
}

function gpuRequest(_: unknown, device: Section): GpuRequest | undefined {
  const capabilities = device.read('capabilities', texts) ?? ['gpu'];
  if (!capabilities.includes('gpu')) return undefined;
  const others = capabilities.filter(name => name !== 'gpu');
  return withoutGaps<GpuRequest>({
    driver: device.read('driver', text),
    count: device.fixed('count', value => (value === 'all' || String(value) === '-1' ? 'all' : whole(value))),
    device_ids: device.read('device_ids', texts),
    capabilities: others,
    options: device.read('options', pairs),
  });
}
