import type {Task} from '../../model/launch-file.ts';
import {parsePool} from '../../leases/address-pool.ts';
import type {AliasTask} from '../../schema/tasks/alias.ts';
import {poolText} from '../../tasks/alias.ts';
import type {FindClashes} from './clash.ts';

/** Pools with fewer addresses than all copies lease together, even if no other run uses any. */
export const addresses: FindClashes = ({tasks, copies}) => {
  const leases = tasks.filter(isAlias);
  const pools = new Set(leases.map(({source}) => poolText(source.alias)));
  return [...pools].flatMap(pool => {
    const users = leases.filter(({source}) => poolText(source.alias) === pool);
    const size = parsePool(pool).addresses.length;
    const needed = users.length * copies;
    if (needed <= size) return [];
    const next = `widen the pool, for example \`pool: 127.0.1.0-127.0.${1 + Math.floor(needed / 256)}.255\``;
    return users.map(task => ({
      task,
      path: task.source.alias.pool === undefined ? ['alias'] : ['alias', 'pool'],
      message: `lease ${needed} addresses from ${pool}, which has ${size}; ${next}`,
    }));
  });
};

function isAlias(task: Task): task is Task & {readonly source: AliasTask} {
  return 'alias' in task.source;
}
