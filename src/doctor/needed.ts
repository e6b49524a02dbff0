import type {LaunchFile, Task} from '../model/launch-file.ts';
import {parsePool} from '../leases/address-pool.ts';
import type {AliasTask} from '../schema/tasks/alias.ts';
import {poolText} from '../tasks/alias.ts';
import {BRIDGE} from '../places/container-request.ts';
import {attachmentsOf} from '../tasks/container/spec.ts';

/** The requirements of a launch, besides Node and a folder for its state. */
export interface Needed {
  readonly docker: boolean;
  /** Whether something joins the engine's default network. */
  readonly defaultBridge: boolean;
  readonly machines: boolean;
  /** The loopback addresses that may be leased. */
  readonly addresses: readonly string[];
}

const DOCKER_KINDS: readonly string[] = ['container', 'network', 'volume', 'image'];
const MACHINE_KINDS: readonly string[] = ['machine'];

export function neededBy({tasks}: LaunchFile): Needed {
  const all = [...tasks.values()];
  const has = (kinds: readonly string[]): boolean => all.some(({kind}) => kinds.includes(kind.name));
  return {
    docker: has(DOCKER_KINDS),
    defaultBridge: all.some(joinsBridge),
    machines: has(MACHINE_KINDS),
    addresses: [...new Set(all.filter(isAlias).flatMap(({source}) => addressesOf(source)))],
  };
}

/** All that any launch may need. */
export const neededByAny: Needed = {
  docker: true,
  defaultBridge: true,
  machines: true,
  addresses: addressesOf({alias: {}}),
};

function joinsBridge({source}: Task): boolean {
  if ('image' in source) return 'build' in source.image;
  return 'container' in source && attachmentsOf(source.container).some(({network}) => network === BRIDGE);
}

function isAlias(task: Task): task is Task & {readonly source: AliasTask} {
  return task.kind.name === 'alias';
}

function addressesOf({alias}: AliasTask): readonly string[] {
  return parsePool(poolText(alias)).addresses;
}
