import type {Observer} from '../state/owner.ts';
import {findRun, listRuns, runIds, type FoundRun} from '../state/run-directory.ts';
import type {RunId} from '../vocabulary/ids.ts';

/** A run on this machine, as commands refer to it. */
export interface KnownRun {
  readonly id: RunId;
  /** Unique among the live runs; the id for a run whose journal cannot be read. */
  readonly name: string;
  readonly dir: string;
  /** `ended`: the run is over and everything is stopped. `dead`: the process is gone, but parts of the run still exist. */
  readonly state: FoundRun['state'];
  /** Absolute path of the launch file, if known. */
  readonly file: string | undefined;
  readonly found: FoundRun;
}

/** All runs, oldest first. */
export async function knownRuns(observer: Observer): Promise<readonly KnownRun[]> {
  return (await listRuns(observer)).map(knownRun);
}

/** The run with exactly this id; `undefined` if no run has it. The id may be unchecked input. */
export async function runWithId(id: string, observer: Observer): Promise<KnownRun | undefined> {
  // Looked up in the list, since a path built from unchecked input could lead anywhere.
  const listed = (await runIds(observer)).find(each => each === id);
  const found = listed && (await findRun(listed, observer));
  return found && knownRun(found);
}

function knownRun(found: FoundRun): KnownRun {
  const {id, dir, state, record, ended, unknown} = found;
  const {runName: name = id, file = unknown?.file} = record ?? ended ?? {};
  return {id, dir, state, found, name, file};
}

/** Whether the process of a run still exists. */
export async function isRunAlive({id}: Pick<KnownRun, 'id'>, observer: Observer): Promise<boolean> {
  return (await findRun(id, observer))?.state === 'alive';
}
