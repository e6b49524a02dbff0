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
  /** The name that was asked for; default: that of the launch, with a number if a live run has it. */
  readonly runName: string | undefined;
  /** Whether no other run of the file, or none of that name, may be up. */
  readonly isOnlyOne: boolean;
  /** Configuration of the run, for later calls to compare. */
  readonly config: LaunchConfig;
  /** Recovers the dead runs of the file without a run of one's own. */
  readonly recoverFirst: () => Promise<void>;
}

/**
 * Creates a run on disk. On a full disk, first releases the reserves, then deletes old logs, since the run may be needed to recover
 * a dead one; where not even that is enough, recovers it before.
 *
 * @throws TaskError `name-taken` if a live run has the name that was asked for, `already-up` if only one may be up
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
    // Reserved first, since the next run needs it to start.
    await reserveDisk(stateDir);
    const reserves = await makeReserves(own.dir);
    return {own, reserves, state};
  } catch (error) {
    await own.close();
    await removeRun(stateDir, own.id);
    throw error;
  }
}
