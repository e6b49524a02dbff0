import {BRIDGE} from '../places/container-request.ts';
import type {Fields} from '../vocabulary/fields.ts';
import {dnsLabel, labelValue} from './names.ts';
import {LABELS} from './labels.ts';

/** The prefix of an internal network's name. Networks are not objects of the cluster, so only the name shows their type. */
const INTERNAL = 'internal-';

/** The name with which containers join a network. */
export function networkName(name: string, isInternal: boolean): string {
  return dnsLabel(isInternal ? `${INTERNAL}${name}` : name);
}

/** Labels that mark the networks of a pod, for the selectors of policies. */
export function networkLabels(networks: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(networks.map(name => [labelOf(name), 'joined']));
}

/** A pod and its networks. */
export interface PolicyRequest {
  readonly run: string;
  readonly task: string;
  readonly networks: readonly string[];
}

/**
 * The policy that gives a pod the behavior of Docker networks. Only pods in its own networks can connect to it. If all
 * of its networks are internal, it can connect only to those pods and to the cluster's DNS. A pod that is only in the
 * default network needs no policy.
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

/** Each run has its own default network; other networks may be shared by name. */
function memberLabels(name: string, run: string): Readonly<Record<string, string>> {
  return {[labelOf(name)]: 'joined', ...(name === BRIDGE && {[LABELS.run]: labelValue(run)})};
}

function labelOf(network: string): string {
  return `bottle.network/${labelValue(network)}`;
}
