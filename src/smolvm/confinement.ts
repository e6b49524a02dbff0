import {BlockList} from 'node:net';
import {takesDenyLists} from './command-arguments.ts';
import {isConfined, type MachineRequest} from './machine-request.ts';
import type {MachineStatus} from './read-back.ts';
import {isAtLeast, type SmolvmVersion} from './version.ts';
import {ipVersion} from '../vocabulary/ip-version.ts';

/**
 * The reason why this version of smolvm would not enforce the lists of a request; `undefined` if it does. Such versions
 * drop lists silently, and do not report them.
 */
export function unconfined(request: MachineRequest, version: SmolvmVersion): string | undefined {
  if (request.denyCidrs.length > 0 && !takesDenyLists(version))
    return `smolvm ${version} does not support \`deny_cidrs\` (1.31.0 and newer do)`;
  if (!isConfined(request)) return undefined;
  if (!isAtLeast(version, '1.1.3'))
    return `smolvm ${version} does not enforce allow-lists (1.1.3 and newer do)`;
  if (request.from !== undefined && !isAtLeast(version, '1.8.0'))
    return `smolvm ${version} drops the allow-lists of a machine created \`from\` an artifact (1.8.0 and newer keep them)`;
  return undefined;
}

/** The first version known to show the lists in `status --json`; it omits empty ones. */
const SHOWS_LISTS = '1.27.3';

/**
 * The reason why a created machine is not confined as requested, according to its status; `undefined` if it is, or if
 * this version does not show its lists. Additional entries come from an artifact or Smolfile, or are the addresses of
 * hosts.
 */
export function droppedEntries(
  {allowCidrs, allowHosts}: MachineRequest,
  {allowed_cidrs: cidrs = [], allowed_hosts: hosts = []}: MachineStatus,
  version: SmolvmVersion,
): string | undefined {
  if (!isAtLeast(version, SHOWS_LISTS)) return undefined;
  const dropped = [
    ...allowCidrs.filter(cidr => !cidrs.some(found => isSameRange(cidr, found))),
    ...allowHosts.filter(host => !hosts.some(found => found.toLowerCase() === host.toLowerCase())),
  ];
  if (dropped.length === 0) return undefined;
  return `smolvm ${version} dropped ${dropped.map(entry => `\`${entry}\``).join(', ')} from its allow-lists`;
}

/** The address at which a guest reaches 127.0.0.1 of its host: the gateway of its network, which relays connections there. */
export const GATEWAY = '100.96.0.1';

/** Surprising effects of the entries of `allow_cidrs`, as text. */
export function reachWarnings(
  {allowCidrs, denyCidrs}: Pick<MachineRequest, 'allowCidrs' | 'denyCidrs'>,
  version: SmolvmVersion,
): readonly string[] {
  // Before that version, the host itself makes the guest's connections.
  if (!isAtLeast(version, '1.1.3')) return [];
  return allowCidrs.flatMap(cidr => {
    if (rangeOf(cidr) === undefined) return [];
    if (isInside(cidr, LOOPBACK))
      return [
        `\`allow_cidrs\` entry \`${cidr}\` cannot be reached: in the guest, it is the guest itself; on Linux, allow the container's own address (\`\${{ tasks.name.ip }}/32\`)`,
      ];
    if (isInside(cidr, LINK_LOCAL))
      return [`\`allow_cidrs\` entry \`${cidr}\` cannot be reached: smolvm denies link-local addresses`];
    if (isInside(cidr, denyCidrs))
      return [`\`allow_cidrs\` entry \`${cidr}\` cannot be reached: \`deny_cidrs\` denies it`];
    if (denyCidrs.some(denied => contains(denied, GATEWAY)) || !contains(cidr, GATEWAY)) return [];
    return isAtLeast(version, '1.7.2')
      ? [
          `\`allow_cidrs\` entry \`${cidr}\` opens every port of this machine's 127.0.0.1: ${GATEWAY} is relayed there`,
        ]
      : [`smolvm ${version} does not relay ${GATEWAY} to this machine's 127.0.0.1 (1.7.2 and newer do)`];
  });
}

const LOOPBACK = ['127.0.0.0/8', '::1/128'];
const LINK_LOCAL = ['169.254.0.0/16', 'fe80::/10'];

/** smolvm normalizes ranges: it shows `10.0.0.1` as `10.0.0.1/32`. */
function isSameRange(one: string, other: string): boolean {
  const [address = ''] = other.split('/');
  return lengthOf(one) === lengthOf(other) && contains(one, address);
}

/** Whether a range lies inside one of `ranges`: it starts there, and is not larger. */
function isInside(cidr: string, ranges: readonly string[]): boolean {
  const [address = ''] = cidr.split('/');
  return ranges.some(range => contains(range, address) && lengthOf(cidr) >= lengthOf(range));
}

/** Whether a range contains an address of the same family. In some versions of Node, `::/0` also contains IPv4 addresses. */
function contains(range: string, address: string): boolean {
  const [start = ''] = range.split('/');
  return ipVersion(start) === ipVersion(address) && rangeOf(range)?.check(address, family(address)) === true;
}

/** The addresses of a range; `undefined` for an invalid string. */
export function rangeOf(cidr: string): BlockList | undefined {
  const [address = '', length, ...more] = cidr.split('/');
  const bits = ipVersion(address) === 6 ? 128 : 32;
  if (ipVersion(address) === 0 || more.length > 0) return undefined;
  if (length !== undefined && !(/^\d{1,3}$/.test(length) && Number(length) <= bits)) return undefined;
  const list = new BlockList();
  list.addSubnet(address, lengthOf(cidr), family(address));
  return list;
}

function lengthOf(cidr: string): number {
  const [address = '', length] = cidr.split('/');
  return length === undefined ? (ipVersion(address) === 6 ? 128 : 32) : Number(length);
}

function family(address: string): 'ipv4' | 'ipv6' {
  return ipVersion(address) === 6 ? 'ipv6' : 'ipv4';
}
