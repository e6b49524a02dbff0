import {ControlError} from '../../control/control-error.ts';
import {connectTo, type RunClient} from '../../requests/connect-run.ts';
import type {KnownRun} from '../../runs/known-run.ts';
import type {TextOutput} from '../output.ts';
import {controlProblemText} from '../text/control-problem-text.ts';

/** Sends requests to a run over a new connection. On failure, prints the reason and returns `undefined`. */
export async function askRun<T>(
  run: KnownRun,
  {stderr}: {readonly stderr: TextOutput},
  ask: (client: RunClient) => Promise<T>,
): Promise<T | undefined> {
  let client: RunClient | undefined;
  try {
    client = await connectTo(run);
    return await ask(client);
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    stderr.write(`${controlProblemText(error.problem, run)}\n`);
    return undefined;
  } finally {
    client?.close();
  }
}
