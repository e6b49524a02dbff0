import type {NetworkKeys} from '../schema/tasks/container-network.ts';
import {inPod} from './pod-parts.ts';
import {isHostName} from './names.ts';
import {cannot, type PodKeys} from './pod-key.ts';

/** The keys of a container's network that the engine is given as they are. */
export type OwnNetworkKeys = Pick<
  NetworkKeys,
  'hostname' | 'domainname' | 'mac_address' | 'dns' | 'dns_opt' | 'dns_search' | 'extra_hosts'
>;

export const networkKeys: PodKeys<OwnNetworkKeys> = {
  hostname: name =>
    isHostName(name)
      ? inPod({hostname: name.toLowerCase()})
      : `a cluster takes letters, digits and \`-\` in the name of a host, found \`${name}\``,
  domainname: cannot('a cluster gives its pods their domain; leave it out'),
  mac_address: cannot('the network plugin of a cluster chooses addresses; leave it out'),
  // Its own servers know no name of the cluster, as Docker's know none of other containers on `bridge`.
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
      return `a pod has no address of its node, so \`${toHost[0] ?? ''}:host-gateway\` is not possible`;
    return inPod({hostAliases: entries.map(([name, ip]) => ({ip, hostnames: [name]}))});
  },
};
