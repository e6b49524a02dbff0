import type {NetworkKeys} from '../schema/tasks/container-network.ts';
import {inPod} from './pod-parts.ts';
import {isHostName} from './names.ts';
import {cannot, type PodKeys} from './pod-key.ts';

/** The network keys of a container that are passed to a Docker engine unchanged. */
export type OwnNetworkKeys = Pick<
  NetworkKeys,
  'hostname' | 'domainname' | 'mac_address' | 'dns' | 'dns_opt' | 'dns_search' | 'extra_hosts'
>;

export const networkKeys: PodKeys<OwnNetworkKeys> = {
  hostname: name =>
    isHostName(name)
      ? inPod({hostname: name.toLowerCase()})
      : `in a cluster, a host name consists of letters, digits and \`-\`, found \`${name}\``,
  domainname: cannot('a cluster sets the domain of its pods; leave it out'),
  mac_address: cannot('the network plugin of the cluster chooses addresses; leave it out'),
  // Custom servers do not resolve names of the cluster, as in Docker, where they do not resolve containers on `bridge`.
  dns: nameservers => inPod({dnsPolicy: 'None', dnsConfig: {nameservers}}),
  dns_search: searches => inPod({dnsConfig: {searches}}),
  dns_opt: options =>
    inPod({
      dnsConfig: {
        options: options.map(option => {
          const [name, value] = option.split(':');
          return {name, ...(value !== undefined && {value})};
        }),
      },
    }),
  extra_hosts(hosts) {
    const entries = hosts.map(host => host.split(/:(.*)/s));
    const toHost = entries.find(([, ip]) => ip === 'host-gateway');
    if (toHost)
      return `a pod does not know the address of its node, so \`${toHost[0] ?? ''}:host-gateway\` is not possible`;
    return inPod({hostAliases: entries.map(([name, ip]) => ({ip, hostnames: [name]}))});
  },
};
