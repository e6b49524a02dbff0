import type {ContainerCreateOptions} from 'dockerode';
import type {MountKeys} from '../../schema/tasks/container-mounts.ts';
import type {NetworkKeys} from '../../schema/tasks/container-network.ts';
import type {ProcessKeys} from '../../schema/tasks/container-process.ts';
import type {Conversions, HostOptions} from './convert.ts';

/** Keys that map to options of the container, not of the host. */
export type ConfigKeys = Pick<
  ProcessKeys,
  'command' | 'entrypoint' | 'user' | 'workdir' | 'stop_signal' | 'platform' | 'stdin_open' | 'tty'
> &
  Pick<NetworkKeys, 'hostname' | 'domainname' | 'mac_address'>;

export const configOptions: Conversions<ConfigKeys, ContainerCreateOptions> = {
  command: argv => ({Cmd: argv}),
  entrypoint: argv => ({Entrypoint: argv}),
  user: user => ({User: user}),
  workdir: folder => ({WorkingDir: folder}),
  stop_signal: signal => ({StopSignal: signal}),
  platform: platform => ({platform}),
  stdin_open: isOpen => ({OpenStdin: isOpen}),
  tty: hasTerminal => ({Tty: hasTerminal}),
  hostname: name => ({Hostname: name}),
  domainname: name => ({Domainname: name}),
  mac_address: address => ({MacAddress: address}),
};

/** Keys of other groups that map to options of the host. */
export type OtherHostKeys = Pick<NetworkKeys, 'dns' | 'dns_opt' | 'dns_search' | 'extra_hosts'> &
  Pick<MountKeys, 'volumes_from'> &
  Pick<ProcessKeys, 'init'>;

export const otherHostOptions: Conversions<OtherHostKeys, HostOptions> = {
  dns: servers => ({Dns: servers}),
  dns_opt: options => ({DnsOptions: options}),
  dns_search: domains => ({DnsSearch: domains}),
  extra_hosts: hosts => ({ExtraHosts: hosts}),
  init: isWanted => ({Init: isWanted}),
  volumes_from: containers => ({VolumesFrom: containers}),
};
