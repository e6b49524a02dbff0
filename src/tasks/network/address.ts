import {BlockList, isIP} from 'node:net';
import {rangesOf} from './ranges.ts';
import type {Network} from '../../schema/tasks/network.ts';
import {hasExpression} from '../../values/template.ts';

/** Checks a fixed address on the network of task `task`, as far as the file allows. */
export function networkIpMistake(ip: string, task: string, network: Network): string | undefined {
  if (network.external === true) return undefined;
  const subnets = rangesOf(network).map(({subnet}) => subnet);
  if (subnets.length === 0)
    return `a fixed address needs a network with a \`subnet\`; give task \`${task}\` one that contains \`${ip}\``;
  if (subnets.some(subnet => hasExpression(subnet) || isInside(ip, subnet))) return undefined;
  return `\`${ip}\` is not in the \`subnet\` of task \`${task}\`, \`${subnets.join('`, `')}\``;
}

/** An invalid subnet is reported separately. */
function isInside(ip: string, subnet: string): boolean {
  const [address = '', prefix = ''] = subnet.split('/');
  const type = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  try {
    const range = new BlockList();
    range.addSubnet(address, Number(prefix), type);
    return range.check(ip, isIP(ip) === 6 ? 'ipv6' : 'ipv4');
  } catch {
    return true;
  }
}
