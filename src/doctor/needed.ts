import type {LaunchFile, Task} from '../config/launch-file.ts';
import {parsePool} from '../leases/address-pool.ts';
import type {AliasTask} from '../schema/launch-file.ts';
import {poolText} from '../tasks/alias.ts';

/** What a launch needs of a machine, beside Node and a place for its state. */
export interface Needed {
  readonly docker: boolean;
  readonly machines: boolean;
  /** The loopback addresses that may be leased. */
  readonly addresses: readonly string[];
}

const DOCKER_KINDS: readonly string[] = ['container', 'network', 'image'];
const MACHINE_KINDS: readonly string[] = ['machine'];

export function neededBy({tasks}: LaunchFile): Needed {
  const all = [...tasks.values()];
  const has = (kinds: readonly string[]): boolean => all.some(({kind}) => kinds.includes(kind.name));
  return {
    docker: has(DOCKER_KINDS),
    machines: has(MACHINE_KINDS),
    addresses: [...new Set(all.filter(isAlias).flatMap(({source}) => addressesOf(source)))],
  };
}

/** All that any launch may need. */
export const neededByAny: Needed = {docker: true, machines: true, addresses: addressesOf({alias: {}})};

function isAlias(task: Task): task is Task & {readonly source: AliasTask} {
  return task.kind.name === 'alias';
}

function addressesOf({alias}: AliasTask): readonly string[] {
  return parsePool(poolText(alias)).addresses;
}
