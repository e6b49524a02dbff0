import type {Check, Finding} from './finding.ts';

/** Whether servers can listen on the addresses that tasks lease. macOS routes only addresses that are aliases of `lo0`. */
export function addressCheck(addresses: readonly string[]): Check {
  return async ({platform, bindProblem, run}, signal) => {
    const problems = await Promise.all(
      addresses.map(async address => ({address, why: await bindProblem(address)})),
    );
    const bad = problems.filter(({why}) => why !== undefined);
    const range = rangeOf(addresses);
    if (bad.length === 0) return [good(`servers can listen on ${range}`)];
    if (platform === 'darwin') {
      const maySudo = await run(['sudo', '-n', 'true'], signal).catch(() => ({code: 1}));
      if (maySudo.code === 0) return [good(`bottle can add ${range} to \`lo0\` when it leases them`)];
      return [
        missing(
          `\`lo0\` is missing ${bad.length} of ${range}`,
          aliasCommand(bad.map(({address}) => address)),
        ),
      ];
    }
    const [first] = bad;
    const found = `no server can listen on ${first?.address} (${first?.why})`;
    return [missing(found, 'bring up the loopback interface: `sudo ip link set lo up`')];
  };
}

function good(found: string): Finding {
  return {check: 'addresses', status: 'good', found};
}

function missing(found: string, fix: string): Finding {
  return {check: 'addresses', status: 'missing', found, fix};
}

function rangeOf(addresses: readonly string[]): string {
  const [first = '', last = first] = [addresses[0], addresses.at(-1)];
  return first === last ? first : `${first}-${last}`;
}

/** A command that adds all addresses until the next boot. */
function aliasCommand(addresses: readonly string[]): string {
  return `\`for ip in ${addresses.join(' ')}; do sudo ifconfig lo0 alias $ip; done\` (once after each boot)`;
}
