import {HOLE} from '../../tasks/shared/ports.ts';
import type {FindClashes} from './clash.ts';

/** Address ranges of networks. Docker rejects a range that overlaps with another network. */
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
        message: `all use the subnet ${range}; leave it out to let Docker choose one for each, or use \`\${{ run.copy }}\` in it`,
      }));
  });
