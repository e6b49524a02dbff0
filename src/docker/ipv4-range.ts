import {isIPv4} from 'node:net';

/** IPv4 addresses with the same first `prefix` bits. */
export interface Ipv4Range {
  /** The lowest address. */
  readonly first: number;
  readonly prefix: number;
}

/** Parses `172.17.0.0/16`; `undefined` for other strings. */
export function parseRange(text: string): Ipv4Range | undefined {
  const [address = '', length = ''] = text.split('/');
  if (!isIPv4(address)) return undefined;
  return {first: Buffer.from(address.split('.').map(Number)).readUInt32BE(), prefix: Number(length)};
}

export function rangeText({first, prefix}: Ipv4Range): string {
  return `${addressText(first)}/${prefix}`;
}

export function addressText(address: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(address);
  return bytes.join('.');
}

/** The number of addresses in a range. */
export function sizeOf({prefix}: Pick<Ipv4Range, 'prefix'>): number {
  return 2 ** (32 - prefix);
}

export function overlap(one: Ipv4Range, other: Ipv4Range): boolean {
  const size = Math.max(sizeOf(one), sizeOf(other));
  return Math.floor(one.first / size) === Math.floor(other.first / size);
}
