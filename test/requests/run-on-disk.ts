import {onTestFinished} from 'vitest';
import type {ProcessPlace} from '../../src/processes/process-identity.ts';
import {knownRuns, type KnownRun} from '../../src/runs/known-run.ts';
import {thisProcess, type Observer} from '../../src/state/owner.ts';
import {createRun} from '../../src/state/run-directory.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

/** Creates a run on disk that does not listen yet. It belongs to this process except for the fields in `owner`. */
export async function startingRun(
  owner: Partial<ProcessPlace> = {},
): Promise<{readonly run: KnownRun; readonly observer: Observer}> {
  const stateDir = await temporaryDirectory();
  const here = await thisProcess();
  const own = await createRun(stateDir, {
    ...{file: '/work/bottle.yaml', name: 'shop', runName: 'shop', bottle: '0.1.0', tasks: []},
    here: {...here, ...owner},
    ...{stillMade: () => [], onHeartbeatLost: () => undefined},
  });
  onTestFinished(own.close);
  const observer = {stateDir, here};
  return {run: (await knownRuns(observer))[0] as KnownRun, observer};
}
