import manifest from '../../package.json' with {type: 'json'};
import {connectControl, type ControlClient} from '../control/client.ts';
import type {RunMethods} from '../runner/run-methods.ts';
import type {KnownRun} from '../runs/known-run.ts';

/** A connection to a live run. */
export type RunClient = ControlClient<RunMethods>;

/** Connects to a run. @throws ControlError */
export async function connectTo({dir}: KnownRun): Promise<RunClient> {
  return await connectControl<RunMethods>(dir, {bottle: manifest.version});
}
