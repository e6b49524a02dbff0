import type {BlockIo, LimitKeys, Ulimit} from '../../schema/tasks/container-limits.ts';
import {type Conversions, type HostOptions} from './convert.ts';
import {texts} from '../../values/scalar-texts.ts';
import {bytesOf, limitOf, numberOf} from '../../values/quantities.ts';

export const limitOptions: Conversions<LimitKeys, HostOptions> = {
  memory: size => ({Memory: bytesOf(size)}),
  mem_reservation: size => ({MemoryReservation: bytesOf(size)}),
  memswap_limit: size => ({MemorySwap: limitOf(size)}),
  mem_swappiness: percent => ({MemorySwappiness: percent}),
  shm_size: size => ({ShmSize: bytesOf(size)}),
  oom_kill_disable: isDisabled => ({OomKillDisable: isDisabled}),
  oom_score_adj: points => ({OomScoreAdj: points}),
  cpus: count => ({NanoCpus: Math.round(numberOf(count, {least: 0.01}) * 1e9)}),
  cpuset: cpus => ({CpusetCpus: cpus}),
  cpu_shares: shares => ({CpuShares: numberOf(shares)}),
  cpu_period: us => ({CpuPeriod: numberOf(us)}),
  cpu_quota: us => ({CpuQuota: numberOf(us)}),
  cpu_rt_period: us => ({CpuRealtimePeriod: numberOf(us)}),
  cpu_rt_runtime: us => ({CpuRealtimeRuntime: numberOf(us)}),
  pids_limit: count => ({PidsLimit: numberOf(count, {least: 1})}),
  ulimits: limits => ({Ulimits: Object.entries(limits).map(ulimit)}),
  blkio_config: blockOptions,
  storage_opt: options => ({StorageOpt: texts(options)}),
};

function ulimit([name, limit]: readonly [string, number | Ulimit]) {
  const {soft, hard} = typeof limit === 'number' ? {soft: limit, hard: limit} : limit;
  return {Name: name, Soft: soft, Hard: hard};
}

function blockOptions(io: BlockIo): HostOptions {
  const {weight, weight_device, device_read_bps, device_read_iops, device_write_bps, device_write_iops} = io;
  const bytes = (list: BlockIo['device_read_bps']) =>
    list?.map(({path, rate}) => ({Path: path, Rate: bytesOf(rate)}));
  const operations = (list: BlockIo['device_read_iops']) =>
    list?.map(({path, rate}) => ({Path: path, Rate: numberOf(rate)}));
  const options: HostOptions = {
    BlkioWeight: weight,
    BlkioWeightDevice: weight_device?.map(({path, weight: share}) => ({Path: path, Weight: share})),
    BlkioDeviceReadBps: bytes(device_read_bps),
    BlkioDeviceReadIOps: operations(device_read_iops),
    BlkioDeviceWriteBps: bytes(device_write_bps),
    BlkioDeviceWriteIOps: operations(device_write_iops),
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
