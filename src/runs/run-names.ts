import {join} from 'node:path';
import {oneAtATime, type LockWait} from '../leases/scan-lock.ts';
import type {Observer} from '../state/owner.ts';
import {TaskError} from '../vocabulary/failure.ts';
import {knownRuns, type KnownRun} from './known-run.ts';

/** The requested name of a run. */
export interface WantedName {
  /** The value of `--name`; an error if a live run already has this name. */
  readonly asked?: string | undefined;
  /** The default: the name of the launch, with a number appended if a live run already has it. */
  readonly launch: string;
  /** A launch file that may have only one live run, or only one with the requested name. */
  readonly onlyOf?: string | undefined;
}

/**
 * Creates a run with a name that is unique among live runs. No other process can create a run in the meantime.
 *
 * @throws TaskError `name-taken` if a live run has the requested name, `already-up` if `onlyOf` already has such a run
 */
export async function withRunName<T>(
  wanted: WantedName,
  {observer, ...wait}: LockWait & {readonly observer: Observer},
  create: (name: string) => Promise<T>,
): Promise<T> {
  return await oneAtATime(join(observer.stateDir, 'names'), wait, async () => {
    const runs = await knownRuns(observer);
    return await create(nameFor(wanted, runs));
  });
}

/** @throws TaskError `name-taken`, `already-up` */
export function nameFor(wanted: WantedName, runs: readonly KnownRun[]): string {
  const {asked, launch} = wanted;
  const up = runThatIsUp(wanted, runs);
  if (up) throw new TaskError({reason: 'already-up', name: up.name, run: up.id, file: up.file ?? ''});
  const live = new Map(runs.filter(({state}) => state === 'alive').map(run => [run.name, run]));
  if (asked === undefined) return numbered(launch, live);
  const holder = live.get(asked);
  if (!holder) return asked;
  throw new TaskError({reason: 'name-taken', name: asked, run: holder.id, file: holder.file ?? ''});
}

/** The live run of `onlyOf` with the requested name. Without a requested name: the run named after the launch, otherwise the oldest. */
export function runThatIsUp(
  {asked, launch, onlyOf}: WantedName,
  runs: readonly KnownRun[],
): KnownRun | undefined {
  const up = runs.filter(({state, file}) => state === 'alive' && onlyOf !== undefined && file === onlyOf);
  if (asked !== undefined) return up.find(({name}) => name === asked);
  return up.find(({name}) => name === launch) ?? up[0];
}

/** `web`, `web-2`, `web-3` … */
function numbered(name: string, taken: ReadonlyMap<string, unknown>): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!taken.has(candidate)) return candidate;
  }
}
