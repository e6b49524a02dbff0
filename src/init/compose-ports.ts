import {atColons, interpolated, type LeaveOut} from './compose-values.ts';
import {isMap, isScalar} from './plain-map.ts';

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
export function composePorts(value: unknown, ip: string | undefined, leaveOut: LeaveOut): ComposePorts {
  const items: readonly unknown[] = Array.isArray(value) ? value : [];
  const mappings = items.flatMap(item => mappingsOf(item, leaveOut));
  const inside = mappings.flatMap(({port}) => (/^\d+$/.test(port) ? [Number(port)] : []));
  return {ports: [...new Set(mappings.map(mapping => portText(mapping, ip)))], inside};
}

interface Mapping {
  readonly address?: string;
  readonly hostPort?: string;
  /** With `/udp` where it is that. */
  readonly port: string;
}

function mappingsOf(item: unknown, leaveOut: LeaveOut): readonly Mapping[] {
  const mapping = isMap(item)
    ? ofMap(item, leaveOut)
    : isScalar(item)
      ? ofText(String(item), leaveOut)
      : undefined;
  const expanded = mapping && inRange(mapping);
  if (!expanded) leaveOut(`\`ports\`: ${JSON.stringify(item)}`);
  return expanded ?? [];
}

function ofMap(
  {target, published, host_ip: address, protocol = 'tcp'}: Readonly<Record<string, unknown>>,
  leaveOut: LeaveOut,
): Mapping | undefined {
  if (!isScalar(target) || !isScalar(protocol)) return undefined;
  const port = interpolated(String(target), leaveOut);
  return {
    ...(isScalar(address) && {address: interpolated(String(address), leaveOut)}),
    ...(isScalar(published) && {hostPort: interpolated(String(published), leaveOut)}),
    port: protocol === 'udp' ? `${port}/udp` : port,
  };
}

function ofText(text: string, leaveOut: LeaveOut): Mapping | undefined {
  const [, bracketed, rest = ''] = /^(\[[^\]]*\]:)?(.*)$/s.exec(interpolated(text, leaveOut)) ?? [];
  const parts = [...(bracketed === undefined ? [] : [bracketed.slice(0, -1)]), ...atColons(rest)];
  const [port = '', hostPort, address, ...more] = parts.toReversed();
  if (more.length > 0) return undefined;
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
  const host = ip !== undefined && isOpen && hostPort !== undefined ? ip : address;
  if (host === undefined) return hostPort === undefined ? port : `${hostPort}:${port}`;
  return `${host}:${hostPort ?? ''}:${port}`;
}

const EVERYWHERE = ['0.0.0.0', '127.0.0.1', '[::]', '[::1]'];
