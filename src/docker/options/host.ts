import type {GpuRequest, HostKeys} from '../../schema/tasks/container-host.ts';
import {type Conversions, type HostOptions} from './convert.ts';
import {texts} from '../../values/scalar-texts.ts';

export const hostOptions: Conversions<HostKeys, HostOptions> = {
  privileged: isPrivileged => ({Privileged: isPrivileged}),
  cap_add: names => ({CapAdd: names}),
  cap_drop: names => ({CapDrop: names}),
  security_opt: options => ({SecurityOpt: options}),
  devices: deviceOptions,
  device_cgroup_rules: rules => ({DeviceCgroupRules: rules}),
  gpus: wanted => ({DeviceRequests: wanted === 'all' ? [gpuRequest({})] : wanted.map(gpuRequest)}),
  group_add: groups => ({GroupAdd: groups.map(String)}),
  sysctls: parameters => ({Sysctls: texts(parameters)}),
  ipc: mode => ({IpcMode: mode}),
  pid: mode => ({PidMode: mode}),
  userns_mode: mode => ({UsernsMode: mode}),
  uts: mode => ({UTSMode: mode}),
  cgroup: mode => ({CgroupnsMode: mode}),
  cgroup_parent: parent => ({CgroupParent: parent}),
  runtime: name => ({Runtime: name}),
};

/** Paths are devices of the host; other names are resolved by CDI drivers of the engine. */
function deviceOptions(devices: readonly string[]): HostOptions {
  const paths = devices.filter(isPath);
  const names = devices.filter(device => !isPath(device));
  return {
    ...(paths.length > 0 && {Devices: paths.map(deviceMapping)}),
    ...(names.length > 0 && {DeviceRequests: [{Driver: 'cdi', DeviceIDs: names}]}),
  };
}

/** Whether a device is a host path rather than a name of the Container Device Interface. */
export function isPath(device: string): boolean {
  return device.startsWith('/');
}

/** `source[:target[:permissions]]`; a second part without a leading slash is the permissions. */
function deviceMapping(text: string) {
  const [source = '', ...more] = text.split(':');
  const [target = source, permissions = 'rwm'] =
    more[0]?.startsWith('/') === false ? [source, ...more] : more;
  return {PathOnHost: source, PathInContainer: target, CgroupPermissions: permissions};
}

/** As in Compose: all GPUs unless a count or device ids are set. */
function gpuRequest({driver, count, device_ids, capabilities = [], options}: GpuRequest) {
  return {
    ...(driver !== undefined && {Driver: driver}),
    ...(device_ids === undefined
      ? {Count: count === undefined || count === 'all' ? -1 : count}
      : {DeviceIDs: device_ids}),
    Capabilities: [[...new Set(['gpu', ...capabilities])]],
    ...(options && {Options: texts(options)}),
  };
}
