import manifest from '../../package.json' with {type: 'json'};
import {connectControl, type ControlClient} from '../control/client.ts';
import {ControlError} from '../control/control-error.ts';
import {followRun} from '../history/follow-run.ts';
import {isSame} from '../processes/process-identity.ts';
import type {RunMethods} from '../runner/run-methods.ts';
import type {KnownRun} from '../runs/known-run.ts';

/** A connection to a live run. */
export type RunClient = ControlClient<RunMethods>;

/** Time limit for a run to write its first event after its directory exists; the same as for an answer from a live run. */
const START_MS = 10_000;

/** Connects to a run; waits until a starting run listens. @throws ControlError */
export async function connectTo(run: KnownRun): Promise<RunClient> {
  try {
    return await connect(run);
  } catch (error) {
    const mayBeStarting = error instanceof ControlError && error.problem.why === 'not-running';
    if (!mayBeStarting || !(await hasBegun(run))) throw error;
    return await connect(run);
  }
}

async function connect({dir}: KnownRun): Promise<RunClient> {
  return await connectControl<RunMethods>(dir, {bottle: manifest.version});
}

/** Waits for the first event of a run while its process exists. Returns whether it came; the run listens before it writes the event. */
async function hasBegun({dir, found}: KnownRun): Promise<boolean> {
  const {owner} = found.record ?? {};
  const isAlive = async (): Promise<boolean> => owner !== undefined && (await isSame(owner));
  const signal = AbortSignal.timeout(START_MS);
  for await (const _ of followRun(dir, {signal, isAlive, isShown: () => false})) return true;
  return false;
}
