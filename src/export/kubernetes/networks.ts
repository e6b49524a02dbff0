import type {NetworkAttachment} from '../../schema/tasks/container-network.ts';
import type {Fields} from '../../vocabulary/fields.ts';
import {objectName} from './dialect.ts';

/**
 * Labels of a pod for its networks, which network policies select.
 *
 * @param isInternal whether a network of the file is internal
 */
export function networkLabels(
  attachments: readonly NetworkAttachment[],
  isInternal: (network: string) => boolean,
): Readonly<Record<string, string>> {
  const joined = attachments.map(({network}) => [labelOf(network), 'joined']);
  const isConfined = attachments.every(({network}) => isInternal(network));
  return Object.fromEntries([...joined, ...(isConfined ? [[CONFINED, 'true']] : [])]) as Record<
    string,
    string
  >;
}

/** The label of a pod that is only in internal networks. Docker allows all other containers to reach the outside. */
const CONFINED = 'network/confined';

/** The policy for an internal network: its confined pods can reach only pods of the network and the cluster's DNS. */
export function networkPolicy(network: string, part: string): Fields {
  const joined = {[labelOf(network)]: 'joined'};
  const pods = {matchLabels: joined};
  const dns = ['UDP', 'TCP'].map(protocol => ({port: 53, protocol}));
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {name: objectName(network), labels: {'app.kubernetes.io/part-of': part}},
    spec: {
      podSelector: {matchLabels: {...joined, [CONFINED]: 'true'}},
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{from: [{podSelector: pods}]}],
      egress: [{to: [{podSelector: pods}]}, {ports: dns}],
    },
  };
}

function labelOf(network: string): string {
  return `network/${objectName(network)}`;
}
