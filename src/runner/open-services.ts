import {join} from 'node:path';
import {createAddressLeases} from '../leases/address-leases.ts';
import {artifactLock} from '../freshness/artifact-lock.ts';
import {openClaimStore} from '../leases/claim-store.ts';
import type {LeaseServices} from '../leases/lease-request.ts';
import {ensureAddress} from '../leases/loopback.ts';
import {createListenerFinder} from '../processes/find-listeners.ts';
import {forkerMark} from '../processes/forker-mark.ts';
import {commandsBefore, createForkerSupply} from '../processes/forker-supply.ts';
import {homeDirectory} from '../processes/home-directory.ts';
import {createEarlyLaunches} from '../processes/early-launches.ts';
import {createLauncher} from '../processes/host-process.ts';
import {createListenerWatch} from '../processes/listener-watch.ts';
import {createPipePool} from '../processes/pipe-pool.ts';
import {createProcessEnds} from '../processes/process-ends.ts';
import {createSocketTable} from '../processes/socket-table.ts';
import {systemClock} from '../processes/system-clock.ts';
import {createSmolvm} from '../smolvm/smolvm.ts';
import {isDead, type Observer, type Owner} from '../state/owner.ts';
import {claimsDirectory} from '../state/state-directory.ts';
import {fingerprintStore} from '../freshness/fingerprint-store.ts';
import {knownHashes} from '../freshness/known-hashes.ts';
import {createPlaces} from './places.ts';
import type {Services} from '../tasks/services.ts';

/** Inputs of the real services of a run. */
export interface ServiceParts {
  readonly owner: Owner;
  readonly descriptorLimit?: number | undefined;
  readonly observer: Observer;
  /** Recovers a dead run. Returns whether it was removed completely. */
  readonly recoverRun: (owner: Owner) => Promise<boolean>;
  /** The run's directory. */
  readonly dir: string;
  readonly isSecret: (text: string) => boolean;
  /** The environment of the bottle process. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The number of tasks with host commands. Default: 0. */
  readonly commands?: number;
  /** Aborted when the run starts to stop. */
  readonly stopping?: AbortSignal;
  /** Reports a warning, which does not end the run. */
  readonly warn: (warning: string) => void;
}

/** One for stdout and one for stderr. */
const PIPES_OF_COMMAND = 2;

/** Creates the real services of a run. `close` releases them after the run. */
export function openServices(parts: ServiceParts): {readonly services: Services; close(): Promise<void>} {
  const {owner, observer, recoverRun, dir, isSecret, env, commands = 0} = parts;
  const {stateDir} = observer;
  const clock = systemClock;
  const after = commandsBefore(env, commands);
  const spawned = after > 0 ? commands : 0;
  const pipes = createPipePool(parts.descriptorLimit, spawned * PIPES_OF_COMMAND);
  const forkers = createForkerSupply({
    ...{env, mark: forkerMark(owner.run)},
    after,
    onLoss: ({pid}) => parts.warn(lostForkerText(pid)),
  });
  const claims = openClaimStore(claimsDirectory(stateDir));
  const isGone = async (other: Owner): Promise<boolean> => await isDead(other, observer);
  const dockerContext = {env, home: homeDirectory(env) ?? '/', platform: process.platform, clock};
  const {stopping} = parts;
  const places = createPlaces({...dockerContext, ...(stopping && {stopping})});
  let occupied: LeaseServices['occupied'] | undefined;
  const smolvm = createSmolvm({env, dir});
  const sockets = createSocketTable();
  const processEnds = createProcessEnds();
  const {launch, launchEarly} = createEarlyLaunches(createLauncher({pipes, forkers, ends: processEnds}));
  const services: Services = {
    clock,
    launchProcess: launch,
    launchEarly,
    processEnds,
    findListeners: createListenerFinder(sockets),
    watchListeners: createListenerWatch(sockets, clock),
    places,
    smolvm,
    // Loaded on demand, because few runs watch files.
    watchTasks: async options => await (await import('../watch/watch-tasks.ts')).watchTasks(options),
    leases: createAddressLeases({
      store: claims,
      lockPath: join(stateDir, 'leases'),
      here: owner,
      clock,
      isDead: isGone,
      recoverRun,
      // Loaded on demand, because Docker and https take a while to load, and many runs with leases do not use them.
      occupied: async signal => {
        const {createOccupiedAddresses} = await import('../docker/occupied-addresses.ts');
        return await (occupied ??= createOccupiedAddresses(dockerContext))(signal);
      },
      ensureAddress,
    }),
    artifacts: {
      lock: artifactLock({claims, owner, clock, isDead: isGone, recoverRun}),
      store: fingerprintStore(stateDir),
      known: knownHashes(join(stateDir, 'hashes')),
      isSecret,
    },
  };
  const close = async (): Promise<void> => {
    smolvm.close();
    await places.close();
    await Promise.all([pipes.close(), forkers.close()]);
  };
  return {services, close};
}

function lostForkerText(pid: number): string {
  return `the process that starts commands (pid ${pid}) was killed: its running commands continue, but their exit codes will be unknown; bottle starts further commands directly`;
}
