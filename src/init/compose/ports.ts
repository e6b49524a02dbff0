import {isScalar} from '../plain-map.ts';
import type {Section} from './section.ts';
import {atColons} from './values.ts';
import {asReferences} from './variables.ts';

/** The ports of a service as a launch file writes them. */
export interface ComposePorts {
  readonly ports: readonly string[];
  /** The TCP ports inside, as far as they are known. */
  readonly inside: readonly number[];
}

/**
 * Ports that are published. With `ip`, a reference to a leased address, what was open on all addresses, or on this
 * machine's, is open on that one.
 */
export function composePorts(service: Section, ip: string | undefined): ComposePorts {
  const mappings = service.each('ports', (item, section) => {
    const mapping = isScalar(item) ? ofText(String(item)) : ofMap(section);
    return mapping && inRange(mapping);
  });
  const all = mappings.flat();
  const inside = all.flatMap(({port}) => (/^\d+$/.test(port) ? [Number(port)] : []));
  return {ports: [...new Set(all.map(mapping => portText(mapping, ip)))], inside};
}

interface Mapping {
  readonly address?: string;
  readonly hostPort?: string;
  /** With `/udp` where it is that. */
  readonly port: string;
}

function ofMap(section: Section): Mapping | undefined {
  const scalar = (value: unknown): string | undefined => (isScalar(value) ? String(value) : undefined);
  const [port, address, hostPort, protocol = 'tcp'] = ['target', 'host_ip', 'published', 'protocol'].map(
    key => section.read(key, scalar),
  );
  // They name the port and its protocol for others, and `mode` is for several machines.
  section.skip('name', 'app_protocol', 'mode');
  if (port === undefined || !/^(tcp|udp)$/.test(protocol)) return undefined;
  return {
    ...(address !== undefined && {address}),
    ...(hostPort !== undefined && hostPort !== '' && {hostPort}),
    port: protocol === 'udp' ? `${port}/udp` : port,
  };
}

function ofText(text: string): Mapping | undefined {
  const [, bracketed, rest = ''] = /^(\[[^\]]*\]:)?(.*)$/s.exec(text) ?? [];
  const parts = [...(bracketed === undefined ? [] : [bracketed.slice(0, -1)]), ...atColons(rest)];
  const [port = '', hostPort, address, ...more] = parts.toReversed();
  if (more.length > 0 || /\/(?!tcp$|udp$)\w+$/.test(port)) return undefined;
  return {
    ...(address && {address}),
    ...(hostPort && {hostPort}),
    port: port.replace(/\/tcp$/, ''),
  };
}

/** `8000-8002:80-82` as three mappings; `undefined` where the two do not fit. */
function inRange(mapping: Mapping): readonly Mapping[] | undefined {
  const inside = rangeOf(mapping.port);
  const host = rangeOf(mapping.hostPort ?? '');
  if (!inside) return host ? undefined : [mapping];
  if (inside.size < 1 || inside.size > LARGEST_RANGE) return undefined;
  if (mapping.hostPort !== undefined && host?.size !== inside.size) return undefined;
  return Array.from({length: inside.size}, (_, at) => ({
    ...mapping,
    ...(host && {hostPort: String(host.first + at)}),
    port: `${inside.first + at}${inside.protocol}`,
  }));
}

function rangeOf(text: string) {
  const [, first, last, protocol = ''] = /^(\d+)-(\d+)(\/udp)?$/.exec(text) ?? [];
  return first === undefined
    ? undefined
    : {first: Number(first), size: Number(last) - Number(first) + 1, protocol};
}

/** More than that is not useful in a file. */
const LARGEST_RANGE = 64;

function portText({address, hostPort, port}: Mapping, ip: string | undefined): string {
  const isOpen = address === undefined || EVERYWHERE.includes(address);
  const host = ip !== undefined && isOpen && hostPort !== undefined ? ip : address && asReferences(address);
  const inside = asReferences(port);
  if (host === undefined) return hostPort === undefined ? inside : `${asReferences(hostPort)}:${inside}`;
  return `${host}:${asReferences(hostPort ?? '')}:${inside}`;
}

const EVERYWHERE = ['0.0.0.0', '127.0.0.1', '[::]', '[::1]', '::', '::1', 'localhost'];
