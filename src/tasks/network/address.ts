import {BlockList, isIP} from 'node:net';
import type {Network} from '../../schema/tasks/network.ts';
import {hasExpression} from '../../values/template.ts';

/** Checks a fixed address on the network of task `task`, as far as the file allows. */
export function networkIpMistake(ip: string, task: string, {subnet}: Network): string | undefined {
  if (subnet === undefined)
    return `a fixed address needs a network with a \`subnet\`; give task \`${task}\` one that contains \`${ip}\``;
  if (hasExpression(subnet) || isInside(ip, subnet)) return undefined;
  return `\`${ip}\` is not in the \`subnet\` of task \`${task}\`, \`${subnet}\``;
}

/** A subnet that cannot be read is its own mistake. */
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
