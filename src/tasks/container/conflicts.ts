import type {Container} from '../../schema/tasks/container.ts';
import type {KindProblem} from '../kind.ts';
import {limitMistakes} from './limit-conflicts.ts';

/** Keys of a container that exclude each other, as the engine would report only once the task starts. */
export function containerConflicts(container: Container): readonly KindProblem[] {
  return [
    ...networkModeConflicts(container),
    ...limitMistakes(container),
    ...(container.gpus === undefined || container.gpus === 'all'
      ? []
      : container.gpus.flatMap(({count, device_ids}, at) =>
          count !== undefined && device_ids
            ? [problem(['gpus', String(at), 'count'], 'leave out either `count` or `device_ids`')]
            : [],
        )),
    ...(container.uts === 'host' && container.hostname !== undefined
      ? [problem(['hostname'], '`uts: host` is the host name of the host; leave one out')]
      : []),
    ...(container.healthcheck?.disable === true && container.healthcheck.command !== undefined
      ? [problem(['healthcheck', 'disable'], 'a check with a `command` is not disabled; leave one out')]
      : []),
  ];
}

/** The keys of a container that belong to its own network namespace. */
const OF_OWN_NETWORK = ['ports', 'links', 'mac_address', 'hostname', 'dns', 'extra_hosts'] as const;

/** Those of them that are of no use, by the start of the mode. */
const withoutUse: readonly (readonly [mode: RegExp, keys: readonly (keyof Container)[], why: string])[] = [
  [
    /^host$/,
    ['ports', 'links', 'mac_address'],
    'the container is in the network of the host, so it needs no',
  ],
  [/^none$/, ['ports', 'links', 'mac_address'], 'the container has no network, so it cannot have'],
  [/^container:/, OF_OWN_NETWORK, 'the container shares the network of another one, which needs the'],
];

function networkModeConflicts(container: Container): readonly KindProblem[] {
  const {network_mode: mode, networks} = container;
  if (mode === undefined) return [];
  const both =
    networks && networks.length > 0
      ? [problem(['network_mode'], '`network_mode` replaces `networks`; leave one out')]
      : [];
  const useless = withoutUse
    .filter(([fits]) => fits.test(mode))
    .flatMap(([, keys, why]) =>
      keys
        .filter(key => container[key] !== undefined)
        .map(key => problem([key], `${why} \`${key}\`; leave it out, or \`network_mode\``)),
    );
  return [...both, ...useless];
}

function problem(key: readonly string[], message: string): KindProblem {
  return {key: ['container', ...key], message};
}
