/** Loopback addresses to choose from. */
export interface AddressPool {
  /** The pool as written in the launch file: `127.0.0.16-127.0.0.31`. */
  readonly text: string;
  /** In ascending order. */
  readonly addresses: readonly string[];
}

/** The maximum size of a pool: more than any machine needs, but few enough to check every address. */
const LARGEST = 4096;

/** The problem of a syntactically valid pool; `undefined` if there is none. */
export function poolMistake(text: string): string | undefined {
  const [first, last] = text.split('-').map(address => address.split('.').map(Number));
  const octet = [...(first ?? []), ...(last ?? [])].find(number => number > 255);
  if (octet !== undefined) return `each part of an address is at most 255, found \`${octet}\``;
  const {low, high} = ends(text);
  if (high < low)
    return `the first address comes after the last one, write \`${addressOf(high)}-${addressOf(low)}\``;
  const size = high - low + 1;
  return size > LARGEST ? `a pool has at most ${LARGEST} addresses, found ${size}` : undefined;
}

/** Parses a valid pool. */
export function parsePool(text: string): AddressPool {
  const {low, high} = ends(text);
  return {text, addresses: Array.from({length: high - low + 1}, (_, index) => addressOf(low + index))};
}

function ends(text: string): {low: number; high: number} {
  const [low = NaN, high = NaN] = text.split('-').map(numberOf);
  return {low, high};
}

function numberOf(address: string): number {
  return address.split('.').reduce((number, octet) => number * 256 + Number(octet), 0);
}

function addressOf(number: number): string {
  return [24, 16, 8, 0].map(shift => (number >>> shift) & 255).join('.');
}
