import manifest from '../../../package.json' with {type: 'json'};
import {connectControl, type ControlClient} from '../../control/client.ts';
import {ControlError} from '../../control/control-error.ts';
import type {RunMethods} from '../../runner/run-methods.ts';
import type {KnownRun} from '../../runs/known-run.ts';
import type {CliContext} from '../context.ts';
import {controlProblemText} from '../text/control-problem-text.ts';

/** A connection to a live run. */
export type RunClient = ControlClient<RunMethods>;

/** Connects to a run. @throws ControlError */
export async function connectTo({dir}: KnownRun): Promise<RunClient> {
  return await connectControl<RunMethods>(dir, {bottle: manifest.version});
}

/** Sends requests to a run over a new connection. On failure prints the reason and returns `undefined`. */
export async function askRun<T>(
  run: KnownRun,
  world: CliContext,
  ask: (client: RunClient) => Promise<T>,
): Promise<T | undefined> {
  let client: RunClient | undefined;
  try {
    client = await connectTo(run);
    return await ask(client);
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    world.stderr.write(`${controlProblemText(error.problem, run)}\n`);
    return undefined;
  } finally {
    client?.close();
  }
}
