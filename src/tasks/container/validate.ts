import type {Container} from '../../schema/tasks/container.ts';
import type {NetworkAttachment} from '../../schema/tasks/container-network.ts';
import {hasExpression} from '../../values/template.ts';
import {parsePorts} from '../shared/port-ranges.ts';
import {mountMistakes} from './mount-mistakes.ts';
import {portMistakes, withHoles} from './port-mistakes.ts';
import {containerConflicts} from './conflicts.ts';
import {BRIDGE} from '../../places/container-request.ts';
import {attachmentsOf, linksOf} from './spec.ts';
import type {SourceOf, TaskLookup, KindProblem} from '../kind.ts';
import {networkIpMistake} from '../network/address.ts';
import {ipVersion} from '../../vocabulary/ip-version.ts';

interface Mistake {
  readonly key: readonly string[];
  readonly message: string;
}

/** Checks a `container` task for problems that the schema cannot express. */
export function containerMistakes(source: SourceOf<'container'>, tasks: TaskLookup): readonly Mistake[] {
  const {container, ready} = source;
  return [
    ...endMistakes(source),
    ...portMistakes(container),
    ...mountMistakes(container, tasks),
    ...networkMistakes(container, tasks),
    ...linkMistakes(container, tasks),
    ...pathMistakes(container, ready),
    ...containerConflicts(container),
  ];
}

function networkMistakes(container: Container, tasks: TaskLookup): readonly Mistake[] {
  const joined = new Set<string>();
  return attachmentsOf(container).flatMap((attachment, at) => {
    const {network} = attachment;
    const isTwice = joined.has(network);
    joined.add(network);
    const messages = [
      isTwice ? `network \`${network}\` is listed twice; remove one of them` : undefined,
      kindMistake(network, tasks),
      addressMistake(attachment, tasks),
    ];
    return messages.flatMap(message => (message === undefined ? [] : [atItem('networks', at, message)]));
  });
}

function linkMistakes(container: Container, tasks: TaskLookup): readonly Mistake[] {
  return linksOf(container).flatMap(({task: name}, at) => {
    const task = tasks(name);
    if (!task || 'container' in task) return [];
    return [
      atItem('links', at, `task \`${name}\` is not a \`container\` task; \`links\` can only name containers`),
    ];
  });
}

function kindMistake(network: string, tasks: TaskLookup): string | undefined {
  const task = tasks(network);
  if (!task || 'network' in task || network === BRIDGE) return undefined;
  return `task \`${network}\` is not a \`network\` task; a container can only join \`network\` tasks and \`bridge\``;
}

function addressMistake(attachment: NetworkAttachment, tasks: TaskLookup): string | undefined {
  const {network, ip, ipv6_address: ipv6} = attachment;
  if (network === BRIDGE && Object.keys(attachment).length > 1) {
    return '`bridge` supports no options such as `ip` and `aliases`; use a `network` task';
  }
  if (ip?.includes(':') === true && ipv6 !== undefined) {
    return '`ip` is already an IPv6 address; remove `ipv6_address`';
  }
  const task = tasks(network);
  const subnets = task && 'network' in task ? task.network : undefined;
  const mistakes = [ip, ipv6].map(address => {
    if (address === undefined || hasExpression(address)) return undefined;
    if (ipVersion(address) === 0) return `expected an address such as 172.30.0.2, found \`${address}\``;
    return subnets && networkIpMistake(address, network, subnets);
  });
  return mistakes.find(mistake => mistake !== undefined);
}

/** Checks probe URLs without a host, which refer to the only published port. */
function pathMistakes(
  {ports = []}: Container,
  ready: SourceOf<'container'>['ready'] = [],
): readonly Mistake[] {
  const probes = Array.isArray(ready) ? ready : [ready];
  const read = ports.map(port => parsePorts(withHoles(port)));
  // An invalid entry counts as one port.
  const count = read.reduce((sum, port) => sum + (typeof port === 'string' ? 1 : port.length), 0);
  return probes.flatMap((probe, at) => {
    if (!('http' in probe)) return [];
    const url = typeof probe.http === 'string' ? probe.http : probe.http.url;
    if (!url.startsWith('/') || count === 1) return [];
    const inside = typeof probe.http === 'string' ? ['http'] : ['http', 'url'];
    const found = count === 0 ? 'none' : String(count);
    const message = `a URL without a host needs exactly one published port, but there are ${found}; use the full URL`;
    return [{key: ['ready', ...(Array.isArray(ready) ? [String(at)] : []), ...inside], message}];
  });
}

function atItem(key: string, at: number, message: string): Mistake {
  return {key: ['container', key, String(at)], message};
}

/** Finds keys that conflict with `ends`. */
function endMistakes({container, liveness}: SourceOf<'container'>): readonly KindProblem[] {
  const {ends = false, outputs, restart, on_exit} = container;
  const found: KindProblem[] = [];
  const add = (message: string, ...key: readonly string[]): void => void found.push({key, message});
  if (outputs?.includes('stdout') === true)
    add('`stdout` is always an output of a container that `ends`; remove it', 'container', 'outputs');
  if (!ends) {
    if (outputs) add('only a container that ends has `outputs`; add `ends: true`', 'container', 'outputs');
    return found;
  }
  if (restart)
    add('`restart` is for containers that keep running; use `retry` in the task', 'container', 'restart');
  if (on_exit)
    add('a container that `ends` fails unless it exits with 0; remove `on_exit`', 'container', 'on_exit');
  if (liveness) add('`liveness` is for containers that keep running; remove it', 'liveness');
  return found;
}
