import type {PlainMap} from '../plain-map.ts';
import type {BuildFacts} from './build.ts';
import type {ContainerOf} from './host-keys.ts';
import type {MountFacts} from './mounts.ts';
import type {NeedFacts} from './needs.ts';
import type {NetworkFacts} from './network-keys.ts';

/** A service that is carried over. */
export interface Service {
  readonly name: string;
  readonly service: PlainMap;
  /** The names of its tasks. The image task exists only if the image is built. */
  readonly task: string;
  readonly image: string;
}

/** The parts of the whole file that a service depends on. */
export interface ServiceFacts extends BuildFacts, NeedFacts, MountFacts, Pick<NetworkFacts, 'addressable'> {
  /** A reference to the leased address; absent if ports keep their addresses. */
  readonly ip: string | undefined;
  /** Whether programs on the host wait for the services. */
  readonly isAwaited: boolean;
  /** The names of the `network` tasks by network name. */
  readonly networks: ReadonlyMap<string, string>;
  /** See `awaitedConditions`. */
  readonly awaited: ReadonlySet<string>;
  readonly containerOf: ContainerOf;
}
