import type {PlaceProblem} from '../../places/place-problem.ts';
import type {Container} from '../../schema/tasks/container.ts';
import type {NetworkAttachment} from '../../schema/tasks/container-network.ts';
import {hasExpression} from '../../values/template.ts';
import {isHostName} from '../names.ts';
import {limitAt} from './limit.ts';

/** Keys of a container's network that only Docker has. */
export function networkKeyLimits(container: Container): readonly PlaceProblem[] {
  const {ports = [], networks = [], links, network_mode: mode} = container;
  return [
    ...ports.flatMap((port, at) => portLimits(port, at)),
    ...networks.flatMap((network, at) => (typeof network === 'string' ? [] : attachmentLimits(network, at))),
    ...(links === undefined ? [] : [limitAt(['container', 'links'], LINKS)]),
    ...(mode === undefined ? [] : modeLimits(mode)),
  ];
}

const LINKS =
  'a container has the same names for all others in a cluster; give it `aliases` in its network instead';

/** A forward of the API server carries connections, not datagrams. */
function portLimits(port: string, at: number): readonly PlaceProblem[] {
  const [, protocol] = /\/(udp|sctp)$/.exec(port) ?? [];
  if (protocol === undefined) return [];
  return [
    limitAt(
      ['container', 'ports', at],
      `a cluster forwards TCP ports only; leave \`/${protocol}\` to other containers, by \`expose\``,
    ),
  ];
}

const OPTIONS = [
  'ip',
  'ipv6_address',
  'link_local_ips',
  'mac_address',
  'driver_opts',
  'gw_priority',
] as const;

function attachmentLimits(network: NetworkAttachment, at: number): readonly PlaceProblem[] {
  const {aliases = []} = network;
  return [
    ...OPTIONS.filter(key => network[key] !== undefined).map(key =>
      limitAt(
        ['container', 'networks', at, key],
        `the network plugin of a cluster decides on \`${key}\`; leave it out, and use the task's \`ip\``,
      ),
    ),
    ...aliases.flatMap((alias, item) =>
      hasExpression(alias) || isHostName(alias)
        ? []
        : [
            limitAt(
              ['container', 'networks', at, 'aliases', item],
              `an alias is the name of a Service in a cluster: letters, digits and \`-\`, a letter first; found \`${alias}\``,
            ),
          ],
    ),
  ];
}

function modeLimits(mode: string): readonly PlaceProblem[] {
  if (mode === 'bridge' || mode === 'none' || hasExpression(mode)) return [];
  const why =
    mode === 'host'
      ? 'a cluster keeps containers apart from the network of their node'
      : 'each container has a pod, and so a network, of its own in a cluster';
  return [limitAt(['container', 'network_mode'], `${why}; \`network_mode: ${mode}\` is not possible`)];
}
