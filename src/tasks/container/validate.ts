import {isIP} from 'node:net';
import type {Container} from '../../schema/tasks/container.ts';
import type {NetworkAttachment} from '../../schema/tasks/container-network.ts';
import {hasExpression, parseTemplate} from '../../values/template.ts';
import {parseMemoryMount, parseMount} from '../shared/mounts.ts';
import {HOLE, parsePort} from '../shared/ports.ts';
import {containerConflicts} from './conflicts.ts';
import {endMistakes} from './end-conflicts.ts';
import {attachmentsOf, BRIDGE, linksOf} from './spec.ts';
import type {SourceOf, TaskLookup} from '../kind.ts';
import {networkIpMistake} from '../network/address.ts';

interface Mistake {
  readonly key: readonly string[];
  readonly message: string;
}

/** Checks a `container` task beyond its shape, as far as the file allows. */
export function containerMistakes(source: SourceOf<'container'>, tasks: TaskLookup): readonly Mistake[] {
  const {container, ready} = source;
  return [
    ...endMistakes(source),
    ...portMistakes(container),
    ...mountMistakes(container),
    ...networkMistakes(container, tasks),
    ...linkMistakes(container, tasks),
    ...pathMistakes(container, ready),
    ...containerConflicts(container),
  ];
}

/** The container ports that a task publishes, if the file defines them. */
export function knownPorts({ports = []}: Container): readonly number[] {
  const read = ports.map(port => parsePort(withHoles(port)));
  return read.flatMap(port => (typeof port === 'string' || Number.isNaN(port.port) ? [] : [port.port]));
}

function portMistakes({ports = [], networks}: Container): readonly Mistake[] {
  const read = ports.map(port => parsePort(withHoles(port)));
  const wrong = read.flatMap((port, at) => (typeof port === 'string' ? [atItem('ports', at, port)] : []));
  const hosts = read.map(port =>
    typeof port === 'string' || port.hostPort === undefined || Number.isNaN(port.hostPort)
      ? undefined
      : `${port.address} ${port.hostPort}/${port.protocol}`,
  );
  const taken = new Set<string>();
  const twice = hosts.flatMap((host, at) => {
    if (host === undefined || host.includes(HOLE)) return [];
    const isTwice = taken.has(host);
    taken.add(host);
    return isTwice
      ? [
          atItem(
            'ports',
            at,
            `\`${ports[at] ?? ''}\` publishes on a host port that another of its ports already uses`,
          ),
        ]
      : [];
  });
  const isAlone = networks?.length === 0 && ports.length > 0;
  const nowhere = 'a container without networks cannot publish ports; leave `networks` out, or `ports`';
  return [...wrong, ...twice, ...(isAlone ? [{key: ['container', 'ports'], message: nowhere}] : [])];
}

function mountMistakes({volumes = [], tmpfs = []}: Container): readonly Mistake[] {
  const check = (key: string, read: (text: string) => unknown) => (text: string, at: number) => {
    if (hasExpression(text)) return [];
    const found = read(text);
    return typeof found === 'string' ? [atItem(key, at, found)] : [];
  };
  return [
    ...volumes.flatMap(check('volumes', text => parseMount(text, '/'))),
    ...tmpfs.flatMap(check('tmpfs', parseMemoryMount)),
  ];
}

function networkMistakes(container: Container, tasks: TaskLookup): readonly Mistake[] {
  const joined = new Set<string>();
  return attachmentsOf(container).flatMap((attachment, at) => {
    const {network} = attachment;
    const isTwice = joined.has(network);
    joined.add(network);
    const messages = [
      isTwice ? `network \`${network}\` is listed twice; leave one out` : undefined,
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
    return [atItem('links', at, `task \`${name}\` is not a \`container\` task; a link names one`)];
  });
}

function kindMistake(network: string, tasks: TaskLookup): string | undefined {
  const task = tasks(network);
  if (!task || 'network' in task || network === BRIDGE) return undefined;
  return `task \`${network}\` is not a \`network\` task; a container joins \`network\` tasks, or \`bridge\``;
}

function addressMistake(attachment: NetworkAttachment, tasks: TaskLookup): string | undefined {
  const {network, ip, ipv6_address: ipv6} = attachment;
  if (network === BRIDGE && Object.keys(attachment).length > 1) {
    return '`bridge` supports no options such as `ip` and `aliases`; use a `network` task';
  }
  if (ip?.includes(':') === true && ipv6 !== undefined) {
    return '`ip` is an IPv6 address already; leave `ipv6_address` out';
  }
  const task = tasks(network);
  const subnets = task && 'network' in task ? task.network : undefined;
  const mistakes = [ip, ipv6].map(address => {
    if (address === undefined || hasExpression(address)) return undefined;
    if (isIP(address) === 0) return `expected an address such as 172.30.0.2, found \`${address}\``;
    return subnets && networkIpMistake(address, network, subnets);
  });
  return mistakes.find(mistake => mistake !== undefined);
}

/** A path alone as the URL of a probe stands for the one published port. */
function pathMistakes(
  {ports = []}: Container,
  ready: SourceOf<'container'>['ready'] = [],
): readonly Mistake[] {
  const probes = Array.isArray(ready) ? ready : [ready];
  return probes.flatMap((probe, at) => {
    if (!('http' in probe)) return [];
    const url = typeof probe.http === 'string' ? probe.http : probe.http.url;
    if (!url.startsWith('/') || ports.length === 1) return [];
    const inside = typeof probe.http === 'string' ? ['http'] : ['http', 'url'];
    const found = ports.length === 0 ? 'none' : String(ports.length);
    const message = `a path alone needs exactly one published port, and there are ${found}; write the full URL`;
    return [{key: ['ready', ...(Array.isArray(ready) ? [String(at)] : []), ...inside], message}];
  });
}

function atItem(key: string, at: number, message: string): Mistake {
  return {key: ['container', key, String(at)], message};
}

export function withHoles(text: string): string {
  const {parts} = parseTemplate(text);
  return parts.map(part => (part.type === 'literal' ? part.text : HOLE)).join('');
}
