import type {PlaceProblem} from '../../places/place-problem.ts';
import type {Container} from '../../schema/tasks/container.ts';
import type {NetworkAttachment} from '../../schema/tasks/container-network.ts';
import {hasExpression} from '../../values/template.ts';
import {isHostName} from '../names.ts';
import {limitAt} from './limit.ts';

/** Network keys of a container that only Docker supports. */
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
  'in a cluster, a container has the same names for all others; set `aliases` in its network instead';

/** Port forwarding through the API server supports connections, but not datagrams. */
function portLimits(port: string, at: number): readonly PlaceProblem[] {
  const [, protocol] = /\/(udp|sctp)$/.exec(port) ?? [];
  if (protocol === undefined) return [];
  return [
    limitAt(
      ['container', 'ports', at],
      `a cluster forwards only TCP ports; use \`expose\` to offer \`/${protocol}\` to other containers`,
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
        `the network plugin of the cluster controls \`${key}\`; leave it out, and use the task's \`ip\``,
      ),
    ),
    ...aliases.flatMap((alias, item) =>
      hasExpression(alias) || isHostName(alias)
        ? []
        : [
            limitAt(
              ['container', 'networks', at, 'aliases', item],
              `in a cluster, an alias is the name of a Service: letters, digits and \`-\`, starting with a letter; found \`${alias}\``,
            ),
          ],
    ),
  ];
}

function modeLimits(mode: string): readonly PlaceProblem[] {
  if (mode === 'bridge' || mode === 'none' || hasExpression(mode)) return [];
  const why =
    mode === 'host'
      ? 'a cluster isolates containers from the network of their node'
      : 'in a cluster, each container has its own pod and network';
  return [limitAt(['container', 'network_mode'], `${why}; \`network_mode: ${mode}\` is not possible`)];
}
