import {protocolOf} from '../../vocabulary/protocol.ts';
import {isScalar, textsOf} from '../plain-map.ts';
import type {Section} from './section.ts';
import {atColons} from './values.ts';
import {asReferences, variablesIn} from './variables.ts';

/** The ports of a service in the syntax of launch files. */
export interface ComposePorts {
  readonly ports: readonly string[];
  /** The known TCP ports inside the container. */
  readonly inside: readonly number[];
}

/**
 * Published ports. With `ip`, a reference to a leased address, ports on all addresses or on this machine's loopback addresses are
 * published on that address instead.
 */
export function composePorts(service: Section, ip: string | undefined): ComposePorts {
  const mappings = service.each('ports', (item, section) => {
    const mapping = isScalar(item) ? ofText(String(item)) : ofMap(section);
    return mapping && fits(mapping) ? mapping : undefined;
  });
  const inside = mappings.flatMap(({port}) => (/^\d+$/.test(port) ? [Number(port)] : []));
  return {ports: [...new Set(mappings.map(mapping => portText(mapping, ip)))], inside};
}

/** Ports that are only exposed: numbers or ranges, optionally with a protocol. */
export function exposedPorts(value: unknown): string[] | undefined {
  const ports = textsOf(value).map(port => port.replace(/\/tcp$/, ''));
  const areKnown = ports.every(
    port => variablesIn(port).length > 0 || /^\d{1,5}(-\d{1,5})?(\/(udp|sctp))?$/.test(port),
  );
  return areKnown ? ports.map(asReferences) : undefined;
}

interface Mapping {
  readonly address?: string;
  readonly hostPort?: string;
  /** The port in the container, with the protocol if it is not TCP. */
  readonly port: string;
}

function ofMap(section: Section): Mapping | undefined {
  const scalar = (value: unknown): string | undefined => (isScalar(value) ? String(value) : undefined);
  const [port, address, hostPort, protocol = 'tcp'] = ['target', 'host_ip', 'published', 'protocol'].map(
    key => section.read(key, scalar),
  );
  // The first two only describe the port, and `mode` is for several machines.
  section.skip('name', 'app_protocol', 'mode');
  if (port === undefined || protocolOf(protocol) === undefined) return undefined;
  return {
    ...(address !== undefined && {address}),
    ...(isChosen(hostPort) && {hostPort}),
    port: protocol === 'tcp' ? port : `${port}/${protocol}`,
  };
}

function ofText(text: string): Mapping | undefined {
  const [, bracketed, rest = ''] = /^(\[[^\]]*\]:)?(.*)$/s.exec(text) ?? [];
  const parts = [...(bracketed === undefined ? [] : [bracketed.slice(0, -1)]), ...atColons(rest)];
  const [port = '', hostPort, address, ...more] = parts.toReversed();
  if (more.length > 0 || /\/(?!tcp$|udp$|sctp$)\w+$/.test(port)) return undefined;
  return {
    ...(address && {address}),
    ...(isChosen(hostPort) && {hostPort}),
    port: port.replace(/\/tcp$/, ''),
  };
}

/** For 0, Docker also chooses the port. */
function isChosen(hostPort: string | undefined): hostPort is string {
  return hostPort !== undefined && !/^0*$/.test(hostPort);
}

/** Whether the ranges of a mapping are valid: `8000-8002:80-82`, or a single port on any free port of `8000-8009`. */
function fits({hostPort, port}: Mapping): boolean {
  const [inside, host] = [sizeOf(port), sizeOf(hostPort ?? '')];
  return inside >= 1 && (hostPort === undefined || host === inside || (inside === 1 && host > 1));
}

/** The number of ports in `80-82/udp`; 1 if it is not a range. */
function sizeOf(text: string): number {
  const [, first, last] = /^(\d+)-(\d+)(?:\/\w+)?$/.exec(text) ?? [];
  return first === undefined ? 1 : Number(last) - Number(first) + 1;
}

function portText({address, hostPort, port}: Mapping, ip: string | undefined): string {
  const isOpen = address === undefined || EVERYWHERE.includes(address);
  const host = ip !== undefined && isOpen && hostPort !== undefined ? ip : address && asReferences(address);
  const inside = asReferences(port);
  if (host === undefined) return hostPort === undefined ? inside : `${asReferences(hostPort)}:${inside}`;
  return `${host}:${asReferences(hostPort ?? '')}:${inside}`;
}

const EVERYWHERE = ['0.0.0.0', '127.0.0.1', '[::]', '[::1]', '::', '::1', 'localhost'];
