import type {AddressLeases} from '../leases/address-leases.ts';
import type {FindListeners} from '../processes/find-listeners.ts';
import type {Places} from '../places/places.ts';
import type {LaunchEarly} from '../processes/early-launches.ts';
import type {LaunchProcess} from '../processes/host-process.ts';
import type {ProcessEnds} from '../processes/process-ends.ts';
import type {WatchListeners} from '../processes/listener-watch.ts';
import type {Smolvm} from '../smolvm/smolvm.ts';
import type {Clock} from '../vocabulary/clock.ts';
import type {WatchTasks} from '../watch/watch-tasks.ts';
import type {Artifacts} from '../freshness/artifact.ts';

/** Dependencies of kinds. Tests pass fakes. */
export interface Services {
  readonly clock: Clock;
  readonly launchProcess: LaunchProcess;
  readonly launchEarly: LaunchEarly;
  readonly processEnds: Pick<ProcessEnds, 'of'>;
  readonly findListeners: FindListeners;
  readonly watchListeners: WatchListeners;
  readonly leases: AddressLeases;
  readonly artifacts: Artifacts;
  readonly places: Places;
  readonly smolvm: Smolvm;
  readonly watchTasks: WatchTasks;
}
