import {endianness} from 'node:os';
import type {Engine} from './docker.ts';
import {parseEngineAddress} from './engine-address.ts';
import {overlap, parseRange, sizeOf, rangeText, type Ipv4Range} from './ipv4-range.ts';
import {readText} from '../state/read-text.ts';
import {runsHere, type EngineFacts} from './runs-here.ts';

/**
 * A range that no network of the engine and no route or name server of this machine uses, from the engine's pools, or Docker's if the
 * engine reports none. `undefined` if none is free, or if the engine has other routes than this machine.
 */
export async function freeRange({api, address}: Engine): Promise<string | undefined> {
  const [networks, facts] = await Promise.all([api.listNetworks(), api.info() as Promise<PoolFacts>]);
  const at = parseEngineAddress(address, 2375);
  if (!runsHere('socketPath' in at ? at.socketPath : undefined, facts)) return undefined;
  const subnets = networks.flatMap(({IPAM: ipam}) => (ipam?.Config ?? []).map(({Subnet = ''}) => Subnet));
  const routes = parseRoutes(readText('/proc/net/route') ?? '');
  const nameServers = parseNameServers(readText('/etc/resolv.conf') ?? '');
  const used = subnets.flatMap(subnet => parseRange(subnet) ?? []);
  return chooseRange(poolsOf(facts), [...used, ...routes, ...nameServers]);
}

interface PoolFacts extends EngineFacts {
  readonly DefaultAddressPools?: readonly Pool[] | null;
}

/** Ranges with the prefix length `Size` in `Base`. */
export interface Pool {
  readonly Base: string;
  readonly Size: number;
}

/** Docker's pools, which an engine reports only if they are configured (`libnetwork/ipamutils`). */
const DOCKER_POOLS: readonly Pool[] = [
  ...['172.17.0.0/16', '172.18.0.0/16', '172.19.0.0/16'].map(Base => ({Base, Size: 16})),
  ...['172.20.0.0/14', '172.24.0.0/14', '172.28.0.0/14'].map(Base => ({Base, Size: 16})),
  {Base: '192.168.0.0/16', Size: 20},
];

function poolsOf({DefaultAddressPools: pools}: PoolFacts): readonly Pool[] {
  return pools && pools.length > 0 ? pools : DOCKER_POOLS;
}

/** Chooses at random among this many free ranges, so that concurrent runs rarely choose the same one. */
const CHOICE = 8;

/** Chooses one of the first ranges of `pools` that overlap none of `used`. */
export function chooseRange(pools: readonly Pool[], used: readonly Ipv4Range[]): string | undefined {
  const free: Ipv4Range[] = [];
  for (const range of rangesOf(pools)) {
    if (used.some(other => overlap(range, other))) continue;
    free.push(range);
    if (free.length === CHOICE) break;
  }
  const chosen = free[Math.floor(Math.random() * free.length)];
  return chosen && rangeText(chosen);
}

/** Lazily, because a pool may have millions of ranges. */
function* rangesOf(pools: readonly Pool[]): Generator<Ipv4Range> {
  for (const {Base: base, Size: prefix} of pools) {
    const whole = parseRange(base);
    if (!whole) continue;
    for (let first = whole.first; first < whole.first + sizeOf(whole); first += sizeOf({prefix}))
      yield {first, prefix};
  }
}

/** Parses the IPv4 name servers (resolv.conf(5)), which may be reached by the default route. */
export function parseNameServers(text: string): readonly Ipv4Range[] {
  return [...text.matchAll(/^nameserver\s+(\S+)/gm)].flatMap(
    ([, address]) => parseRange(`${address}/32`) ?? [],
  );
}

/** Parses the IPv4 routes of this machine, except the default route (proc_pid_net(5)). */
export function parseRoutes(table: string): readonly Ipv4Range[] {
  return table
    .split('\n')
    .slice(1)
    .flatMap(line => {
      const [, target, , , , , , mask] = line.split('\t');
      if (target === undefined || mask === undefined) return [];
      const prefix = 32 - Math.log2(2 ** 32 - numberIn(mask));
      return prefix === 0 ? [] : [{first: numberIn(target), prefix}];
    });
}

/** Decodes an address of the table: hexadecimal, in the byte order of the machine. */
function numberIn(hex: string): number {
  const bytes = Buffer.from(hex, 'hex');
  return endianness() === 'LE' ? bytes.readUInt32LE() : bytes.readUInt32BE();
}
