import type {LaunchConfig} from '../plan/launch-config.ts';
import {writeConfig} from '../plan/config-file.ts';
import {ignoreSystemErrors} from '../processes/expected-error.ts';
import {isFull, reserveDisk} from '../state/disk-reserve.ts';
import {releaseReserves, removeOldLogs} from '../state/make-room.ts';
import {withRunName} from '../runs/run-names.ts';
import {systemClock} from '../processes/system-clock.ts';
import {createRun, removeRun, type NewRun, type OwnRun} from '../state/run-directory.ts';
import {stateId} from '../state/state-id.ts';
import {makeReserves, type Reserves} from './reserves.ts';

/** A run on disk, with the reserves for its teardown. */
export interface RunOnDisk {
  readonly own: OwnRun;
  readonly reserves: Reserves;
  /** See RunFacts.state. */
  readonly state: string;
}

/** Inputs of a run on disk. */
export interface RunRequest extends Omit<NewRun, 'runName'> {
  /** The requested name. Default: the name of the launch, with a number if a live run has that name. */
  readonly runName: string | undefined;
  /** Whether this must be the only live run of the file, or the only one with the requested name. */
  readonly isOnlyOne: boolean;
  /** The configuration of the run, for comparison in later calls. */
  readonly config: LaunchConfig;
  /** Recovers the dead runs of the file before this process has its own run. */
  readonly recoverFirst: () => Promise<void>;
}

/**
 * Creates a run on disk. If the disk is full, first releases the reserves, then deletes old logs, because the run may be needed to
 * recover a dead run. If even that is not enough, recovers dead runs first.
 *
 * @throws TaskError `name-taken` if a live run has the requested name, `already-up` if this must be the only run and there is another
 */
export async function startOnDisk(stateDir: string, request: RunRequest): Promise<RunOnDisk> {
  const observer = {stateDir, here: request.here};
  const recoverDead = async (): Promise<void> => {
    await request.recoverFirst();
    await releaseReserves(observer);
    await removeOldLogs(observer);
  };
  for (const makeRoom of [releaseReserves, removeOldLogs, recoverDead]) {
    try {
      return await start(stateDir, request);
    } catch (error) {
      if (!isFull(error)) throw error;
      await makeRoom(observer);
    }
  }
  return await start(stateDir, request);
}

async function start(stateDir: string, request: RunRequest): Promise<RunOnDisk> {
  const {runName: asked, name: launch, isOnlyOne, config, file, here} = request;
  const own = await withRunName(
    {asked, launch, onlyOf: isOnlyOne ? file : undefined},
    {observer: {stateDir, here}, clock: systemClock, signal: new AbortController().signal},
    async runName => {
      const created = await createRun(stateDir, {...request, runName});
      await writeConfig(created.dir, config).catch(ignoreSystemErrors);
      return created;
    },
  );
  try {
    const state = await stateId(stateDir);
    // The reserve of the state directory comes first, because the next run needs it to start.
    await reserveDisk(stateDir);
    const reserves = await makeReserves(own.dir);
    return {own, reserves, state};
  } catch (error) {
    await own.close();
    await removeRun(stateDir, own.id);
    throw error;
  }
}
