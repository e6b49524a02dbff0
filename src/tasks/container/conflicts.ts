import type {Container} from '../../schema/tasks/container.ts';
import type {KindProblem} from '../kind.ts';
import {limitMistakes} from './limit-conflicts.ts';

/** Finds keys of a container that exclude each other, which the engine would report only when the task starts. */
export function containerConflicts(container: Container): readonly KindProblem[] {
  return [
    ...networkModeConflicts(container),
    ...limitMistakes(container),
    ...(container.gpus === undefined || container.gpus === 'all'
      ? []
      : container.gpus.flatMap(({count, device_ids}, at) =>
          count !== undefined && device_ids
            ? [problem(['gpus', String(at), 'count'], 'remove either `count` or `device_ids`')]
            : [],
        )),
    ...(container.uts === 'host' && container.hostname !== undefined
      ? [problem(['hostname'], '`uts: host` uses the host name of the host; remove `uts` or `hostname`')]
      : []),
    ...(container.healthcheck?.disable === true && container.healthcheck.command !== undefined
      ? [problem(['healthcheck', 'disable'], '`disable` conflicts with `command`; remove one of them')]
      : []),
  ];
}

/** The keys that configure a container's own network namespace. */
const OF_OWN_NETWORK = ['ports', 'links', 'mac_address', 'hostname', 'dns', 'extra_hosts'] as const;

/** The keys that have no effect, by network mode. */
const withoutUse: readonly (readonly [mode: RegExp, keys: readonly (keyof Container)[], why: string])[] = [
  [/^host$/, ['ports', 'links', 'mac_address'], 'the container uses the network of the host, so it needs no'],
  [/^none$/, ['ports', 'links', 'mac_address'], 'the container has no network, so it cannot have'],
  [/^container:/, OF_OWN_NETWORK, 'the container shares the network of another container, which needs the'],
];

function networkModeConflicts(container: Container): readonly KindProblem[] {
  const {network_mode: mode, networks} = container;
  if (mode === undefined) return [];
  const both =
    networks && networks.length > 0
      ? [problem(['network_mode'], '`network_mode` replaces `networks`; remove one of them')]
      : [];
  const useless = withoutUse
    .filter(([fits]) => fits.test(mode))
    .flatMap(([, keys, why]) =>
      keys
        .filter(key => container[key] !== undefined)
        .map(key => problem([key], `${why} \`${key}\`; remove it or \`network_mode\``)),
    );
  return [...both, ...useless];
}

function problem(key: readonly string[], message: string): KindProblem {
  return {key: ['container', ...key], message};
}
