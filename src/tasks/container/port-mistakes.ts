import type {Container} from '../../schema/tasks/container.ts';
import {parseTemplate} from '../../values/template.ts';
import type {KindProblem} from '../kind.ts';
import {parsePorts} from '../shared/port-ranges.ts';
import type {PublishedPort} from '../../places/ports.ts';
import {HOLE} from '../shared/ports.ts';

/** Finds problems in the published ports of a container. */
export function portMistakes({ports = [], networks}: Container): readonly KindProblem[] {
  const read = ports.map(port => parsePorts(withHoles(port)));
  const wrong = read.flatMap((port, at) => (typeof port === 'string' ? [atPort(at, port)] : []));
  const isAlone = networks?.length === 0 && ports.length > 0;
  const nowhere = 'a container without networks cannot publish ports; remove `networks` or `ports`';
  return [
    ...wrong,
    ...repeated(ports, read),
    ...(isAlone ? [{key: ['container', 'ports'], message: nowhere}] : []),
  ];
}

/** The published container ports that are known from the file. */
export function knownPorts({ports = []}: Container): readonly number[] {
  const read = ports.map(port => parsePorts(withHoles(port)));
  return read
    .flatMap(mappings => (typeof mappings === 'string' ? [] : mappings))
    .flatMap(({port}) => (Number.isNaN(port) ? [] : [port]));
}

/** Replaces the references in a string with holes. */
export function withHoles(text: string): string {
  const {parts} = parseTemplate(text);
  return parts.map(part => (part.type === 'literal' ? part.text : HOLE)).join('');
}

function repeated(
  ports: readonly string[],
  read: readonly (readonly PublishedPort[] | string)[],
): readonly KindProblem[] {
  const taken = new Set<string>();
  return read.flatMap((mappings, at) => {
    const hosts = typeof mappings === 'string' ? [] : mappings.flatMap(hostOf);
    const isTwice = hosts.some(host => taken.has(host));
    hosts.forEach(host => taken.add(host));
    const message = `\`${ports[at] ?? ''}\` uses a host port that another entry of \`ports\` already uses`;
    return isTwice ? [atPort(at, message)] : [];
  });
}

function hostOf({address, hostPort, protocol}: PublishedPort): readonly string[] {
  if (hostPort === undefined || Number.isNaN(hostPort) || address.includes(HOLE)) return [];
  return [`${address} ${hostPort}/${protocol}`];
}

function atPort(at: number, message: string): KindProblem {
  return {key: ['container', 'ports', String(at)], message};
}
