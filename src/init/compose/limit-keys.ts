import type {BlockIo, LimitKeys, Ulimit} from '../../schema/tasks/container-limits.ts';
import {isMap} from '../plain-map.ts';
import type {Section} from './section.ts';
import {count, decimal, flag, hasVariable, pairs, size, text, whole, withoutGaps} from './values.ts';

/** The resources of `deploy`. */
export interface Resources {
  readonly limits: Section;
  readonly reservations: Section;
}

/** The limits of a service, including those in `deploy`. Keys of the service itself take precedence. */
export function limitKeys(service: Section, {limits, reservations}: Resources): Partial<LimitKeys> {
  const [cpus, memory, pids] = [
    limits.read('cpus', decimal),
    limits.read('memory', size),
    limits.read('pids', count),
  ];
  const reserved = reservations.read('memory', size);
  return withoutGaps<LimitKeys>({
    memory: service.read('mem_limit', size) ?? memory,
    mem_reservation: service.read('mem_reservation', size) ?? reserved,
    memswap_limit: service.read('memswap_limit', sizeOrNone),
    mem_swappiness: service.fixed('mem_swappiness', whole),
    shm_size: service.read('shm_size', size),
    oom_kill_disable: service.fixed('oom_kill_disable', flag),
    oom_score_adj: service.fixed('oom_score_adj', whole),
    cpus: service.read('cpus', positive) ?? cpus,
    cpuset: service.read('cpuset', text),
    cpu_shares: service.read('cpu_shares', count),
    cpu_period: service.read('cpu_period', microseconds),
    cpu_quota: service.read('cpu_quota', microseconds),
    cpu_rt_period: service.read('cpu_rt_period', microseconds),
    cpu_rt_runtime: service.read('cpu_rt_runtime', microseconds),
    pids_limit: service.read('pids_limit', value => (value === -1 ? undefined : count(value))) ?? pids,
    ulimits: service.fixed('ulimits', ulimits),
    blkio_config: blockIo(service.within('blkio_config')),
    storage_opt: service.read('storage_opt', pairs),
  });
}

function positive(value: unknown): number | string | undefined {
  const number = decimal(value);
  return number === 0 ? undefined : number;
}

function sizeOrNone(value: unknown): string | undefined {
  return String(value) === '-1' ? '-1' : size(value);
}

/** A number of microseconds, or a duration such as `50ms`. */
function microseconds(value: unknown): number | string | undefined {
  const [, number, unit = 'us'] = /^(\d+)(us|ms|s)?$/.exec(String(value)) ?? [];
  if (hasVariable(value)) return text(value);
  return number === undefined ? undefined : Number(number) * ({us: 1, ms: 1000, s: 1_000_000}[unit] ?? 1);
}

function ulimits(value: unknown): Record<string, number | Ulimit> | undefined {
  if (!isMap(value)) return undefined;
  const entries = Object.entries(value).map(([name, given]) => [name, ulimit(given)] as const);
  return entries.some(([, limit]) => limit === undefined)
    ? undefined
    : (Object.fromEntries(entries) as Record<string, number | Ulimit>);
}

function ulimit(value: unknown): number | Ulimit | undefined {
  if (!isMap(value)) return whole(value);
  const [soft, hard] = [whole(value.soft), whole(value.hard)];
  return soft === undefined || hard === undefined ? undefined : {soft, hard};
}

function blockIo(config: Section): BlockIo | undefined {
  const rates = <Rate>(key: string, read: (rate: unknown) => Rate | undefined) => [
    ...config.each(key, (_, device) => {
      const [path, rate] = [device.read('path', text), device.read('rate', read)];
      return path === undefined || rate === undefined ? undefined : {path, rate};
    }),
  ];
  const found = withoutGaps<BlockIo>({
    weight: config.fixed('weight', whole),
    weight_device: [
      ...config.each('weight_device', (_, device) => {
        const [path, weight] = [device.read('path', text), device.fixed('weight', whole)];
        return path === undefined || weight === undefined ? undefined : {path, weight};
      }),
    ],
    device_read_bps: rates('device_read_bps', size),
    device_read_iops: rates('device_read_iops', count),
    device_write_bps: rates('device_write_bps', size),
    device_write_iops: rates('device_write_iops', count),
  });
  return Object.keys(found).length > 0 ? found : undefined;
}
