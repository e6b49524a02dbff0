import type {PublishedPort} from '../../places/ports.ts';
import {parsePort} from './ports.ts';

/** The maximum number of ports in a range. More is probably a mistake, and Docker needs a process for each port. */
const LARGEST_RANGE = 1000;

/**
 * Parses a published port like {@link parsePort}, or a range of ports. `8000-8002:80-82` publishes three ports. `8000-8009:80`
 * publishes one port on a free host port of the range.
 *
 * @returns the mappings, or the problem as a string
 */
export function parsePorts(text: string): readonly PublishedPort[] | string {
  const [, before = '', host, inside = '', protocol = ''] = RANGE.exec(text) ?? [];
  const [ports, hosts] = [rangeOf(inside), rangeOf(host ?? '')];
  if (ports === undefined && hosts === undefined) return listed(parsePort(text));
  if (ports === undefined) {
    const read = parsePort(`${before}:${inside}${protocol}`);
    return typeof read === 'string' || host === undefined ? listed(read) : [{...read, hostRange: host}];
  }
  const {first, size} = ports;
  if (size < 1 || size > LARGEST_RANGE)
    return `expected a range of 1 to ${LARGEST_RANGE} ports in \`${text}\`, found \`${inside}\``;
  if (host !== undefined && host !== '' && hosts?.size !== size)
    return `expected ${size} host ports for the ${size} ports in \`${text}\`, found \`${host}\``;
  return allOf(
    Array.from({length: size}, (_, at) => {
      const hostPort = hosts ? `${hosts.first + at}:` : host === undefined ? '' : ':';
      return parsePort(`${before}${hostPort}${first + at}${protocol}`);
    }),
  );
}

/** Captures the address with its colon, the host ports, the container ports, and the protocol. */
const RANGE = /^((?:\[[^\]]*\]|[^:]*):(?=[^:]*:))?(?:([^:]*):)?([^:/]+)(\/.*)?$/;

function rangeOf(text: string): {readonly first: number; readonly size: number} | undefined {
  const [, first, last] = /^(\d{1,5})-(\d{1,5})$/.exec(text) ?? [];
  return first === undefined ? undefined : {first: Number(first), size: Number(last) - Number(first) + 1};
}

function listed(read: PublishedPort | string): readonly PublishedPort[] | string {
  return typeof read === 'string' ? read : [read];
}

function allOf(read: readonly (PublishedPort | string)[]): readonly PublishedPort[] | string {
  const problem = read.find(port => typeof port === 'string');
  return problem ?? read.filter(port => typeof port !== 'string');
}
