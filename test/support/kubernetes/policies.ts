import type {NetworkPolicy, NetworkPolicyPeer} from 'kubernetes-types/networking/v1.js';
import type {Pod} from 'kubernetes-types/core/v1.js';
import type {WhenOver} from '../temporary-directory.ts';
import type {Cluster} from './cluster.ts';
import {runIn} from './run-in.ts';

/** The delay until the rules of a new pod apply. Before that, it has no network access, as with real policy plugins. */
const PAUSE_MS = 100;

/**
 * Enforces the network policies of a cluster until its end, as far as bottle uses them: pod selectors in one namespace,
 * and DNS. The network plugin of the nodes does not support policies.
 */
export async function enforcePolicies({nodes, ask}: Cluster, whenOver: WhenOver): Promise<void> {
  for (const {namespace} of nodes)
    await runIn(namespace, ['sh', '-ec', 'echo 1 > /proc/sys/net/bridge/bridge-nf-call-iptables']);
  let isOver = false;
  let last = '';
  const install = async (rules: string): Promise<void> => {
    const script = `iptables-restore <<'RULES'\n${rules}\nRULES`;
    for (const {namespace} of nodes) await runIn(namespace, ['sh', '-ec', script]);
  };
  const apply = async (): Promise<void> => {
    const rules = await rulesOf({ask});
    if (rules === last) return;
    await install(rules);
    last = rules;
  };
  await apply();
  const repeat = async (): Promise<void> => {
    while (!isOver) {
      await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
      // The API server may be unavailable for a moment.
      await apply().catch(() => undefined);
    }
  };
  const repeated = repeat();
  whenOver(async () => {
    isOver = true;
    await repeated;
    await install(['*filter', ...OPEN, 'COMMIT'].join('\n'));
  });
}

/** Without rules, all traffic is accepted. */
const OPEN = [':INPUT ACCEPT', ':OUTPUT ACCEPT', ':FORWARD ACCEPT'];

interface List<Item> {
  readonly items: readonly Item[];
}

async function rulesOf({ask}: Pick<Cluster, 'ask'>): Promise<string> {
  const {items: policies} = await ask<List<NetworkPolicy>>(
    'GET',
    '/apis/networking.k8s.io/v1/networkpolicies',
  );
  const {items} = await ask<List<Pod>>('GET', '/api/v1/pods');
  const pods = items.filter(({status}) => status?.podIP !== undefined && status.phase === 'Running');
  const chains = pods.flatMap((pod, at) => chainsOf(pod, `POD-${at}`, {pods, policies}));
  return [
    ...['*filter', ...OPEN],
    ...chains.map(({name}) => `:${name} -`),
    '-A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT',
    ...chains.map(({name, match}) => `-A FORWARD ${match} -j ${name}`),
    ...pods.map(pod => `-A FORWARD -s ${addressOf(pod)} -j ACCEPT`),
    '-A FORWARD -s 10.98.0.0/16 -j DROP',
    ...chains.flatMap(({name, allowed}) => [
      ...allowed.map(rule => `-A ${name} ${rule} -j RETURN`),
      `-A ${name} -j DROP`,
    ]),
    'COMMIT',
  ].join('\n');
}

interface Chain {
  readonly name: string;
  readonly match: string;
  readonly allowed: readonly string[];
}

interface Known {
  readonly pods: readonly Pod[];
  readonly policies: readonly NetworkPolicy[];
}

function chainsOf(pod: Pod, name: string, {pods, policies}: Known): readonly Chain[] {
  const own = policies.filter(
    ({metadata, spec}) =>
      metadata?.namespace === pod.metadata?.namespace && isSelected(pod, spec?.podSelector.matchLabels),
  );
  const of = (type: string): readonly NetworkPolicy[] =>
    own.filter(({spec}) => spec?.policyTypes?.includes(type));
  const addresses = (peers: readonly NetworkPolicyPeer[] = [], flag: string): readonly string[] =>
    peers.flatMap(({podSelector, namespaceSelector}) =>
      namespaceSelector || !podSelector
        ? []
        : pods
            .filter(peer => peer.metadata?.namespace === pod.metadata?.namespace)
            .filter(peer => isSelected(peer, podSelector.matchLabels))
            .map(peer => `${flag} ${addressOf(peer)}`),
    );
  const [ingress, egress] = [of('Ingress'), of('Egress')];
  const heard = ingress.flatMap(({spec}) => (spec?.ingress ?? []).flatMap(({from}) => addresses(from, '-s')));
  const reached = egress.flatMap(({spec}) =>
    (spec?.egress ?? []).flatMap(({to, ports = []}) =>
      ports.length > 0
        ? ports.map(({port, protocol = 'TCP'}) => `-p ${protocol.toLowerCase()} --dport ${String(port)}`)
        : addresses(to, '-d'),
    ),
  );
  return [
    ...(egress.length > 0 ? [{name: `${name}-OUT`, match: `-s ${addressOf(pod)}`, allowed: reached}] : []),
    ...(ingress.length > 0 ? [{name: `${name}-IN`, match: `-d ${addressOf(pod)}`, allowed: heard}] : []),
  ];
}

function isSelected(pod: Pod, labels: Readonly<Record<string, string>> = {}): boolean {
  const own = pod.metadata?.labels ?? {};
  return Object.entries(labels).every(([key, value]) => own[key] === value);
}

function addressOf({status}: Pod): string {
  return status?.podIP ?? '';
}
