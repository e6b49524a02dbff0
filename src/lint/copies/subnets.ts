import {HOLE} from '../../tasks/shared/ports.ts';
import type {FindClashes} from './clash.ts';

/** Address ranges of networks: Docker refuses one that overlaps with that of another network. */
export const subnets: FindClashes = ({tasks, valuesOf}) =>
  tasks.flatMap(task => {
    if (!('network' in task.source)) return [];
    const {subnet, ipam, external = false} = task.source.network;
    const ranges = [
      ...(subnet === undefined ? [] : [{range: subnet, path: ['network', 'subnet']}]),
      ...(ipam?.config ?? []).map((each, at) => ({
        range: each.subnet,
        path: ['network', 'ipam', 'config', at, 'subnet'],
      })),
    ];
    if (external) return [];
    return ranges
      .filter(({range}) => !valuesOf(task).text(range).includes(HOLE))
      .map(({range, path}) => ({
        ...{task, path},
        message: `all have the network ${range}; leave it out, so that Docker chooses one for each, or write one with \`\${{ run.copy }}\` in it`,
      }));
  });
