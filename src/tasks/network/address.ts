import {BlockList} from 'node:net';
import {rangesOf} from './ranges.ts';
import type {Network} from '../../schema/tasks/network.ts';
import {hasExpression} from '../../values/template.ts';
import {ipVersion} from '../../vocabulary/ip-version.ts';

/** Checks a fixed address in the network of task `task`. Returns the problem, if any. */
export function networkIpMistake(ip: string, task: string, network: Network): string | undefined {
  if (network.external === true) return undefined;
  const subnets = rangesOf(network).map(({subnet}) => subnet);
  if (subnets.length === 0)
    return `a fixed address needs a network with a \`subnet\`; add a \`subnet\` that contains \`${ip}\` to task \`${task}\``;
  if (subnets.some(subnet => hasExpression(subnet) || isInside(ip, subnet))) return undefined;
  return `\`${ip}\` is not in the \`subnet\` of task \`${task}\`, \`${subnets.join('`, `')}\``;
}

/** Invalid subnets count as matching, because they are reported separately. */
function isInside(ip: string, subnet: string): boolean {
  const [address = '', prefix = ''] = subnet.split('/');
  const type = ipVersion(address) === 6 ? 'ipv6' : 'ipv4';
  try {
    const range = new BlockList();
    range.addSubnet(address, Number(prefix), type);
    return range.check(ip, ipVersion(ip) === 6 ? 'ipv6' : 'ipv4');
  } catch {
    return true;
  }
}
