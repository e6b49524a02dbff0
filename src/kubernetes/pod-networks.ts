import {BRIDGE} from '../places/container-request.ts';
import type {Fields} from '../vocabulary/fields.ts';
import {dnsLabel, labelValue} from './names.ts';
import {LABELS} from './labels.ts';

/** The prefix of an internal network's name. Networks are not objects of the cluster, so only the name shows their type. */
const INTERNAL = 'internal-';

/** The name of a network, by which containers join it. */
export function networkName(name: string, isInternal: boolean): string {
  return dnsLabel(isInternal ? `${INTERNAL}${name}` : name);
}

/** Labels of a pod for the networks that it is in: policies select pods by them. */
export function networkLabels(networks: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(networks.map(name => [labelOf(name), 'joined']));
}

/** A pod, and the networks that it is in. */
export interface PolicyRequest {
  readonly run: string;
  readonly task: string;
  readonly networks: readonly string[];
}

/**
 * The policy with which a pod behaves as in Docker networks: only pods of its own networks can connect to it; if all of these are internal,
 * it can connect only to those pods and to the cluster's DNS. A pod of the default network alone needs none.
 */
export function policyOf({run, task, networks}: PolicyRequest): Fields | undefined {
  if (networks.length > 0 && networks.every(name => name === BRIDGE)) return undefined;
  const peers = networks.map(name => ({podSelector: {matchLabels: memberLabels(name, run)}}));
  const isConfined = networks.every(name => name.startsWith(INTERNAL));
  const toPeers = peers.length > 0 ? [{to: peers}, ...DNS] : [];
  return {
    podSelector: {matchLabels: {[LABELS.run]: labelValue(run), [LABELS.task]: labelValue(task)}},
    policyTypes: ['Ingress', ...(isConfined ? ['Egress'] : [])],
    ingress: peers.length > 0 ? [{from: peers}] : [],
    ...(isConfined && {egress: toPeers}),
  };
}

/** The pods of the cluster's DNS, and the address of its cache on each node. */
const DNS: readonly Fields[] = [
  {
    to: [
      {namespaceSelector: {}, podSelector: {matchLabels: {'k8s-app': 'kube-dns'}}},
      {ipBlock: {cidr: '169.254.20.10/32'}},
    ],
    ports: [
      {port: 53, protocol: 'UDP'},
      {port: 53, protocol: 'TCP'},
    ],
  },
];

/** The default network is one of each run; others may be shared by name. */
function memberLabels(name: string, run: string): Readonly<Record<string, string>> {
  return {[labelOf(name)]: 'joined', ...(name === BRIDGE && {[LABELS.run]: labelValue(run)})};
}

function labelOf(network: string): string {
  return `bottle.network/${labelValue(network)}`;
}
