import {expect, onTestFinished, test} from 'vitest';
import {systemClock} from '../../src/processes/system-clock.ts';
import {knownRuns} from '../../src/runs/known-run.ts';
import {withRunName} from '../../src/runs/run-names.ts';
import {thisProcess} from '../../src/state/owner.ts';
import {createRun} from '../../src/state/run-directory.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

test('runs that start at the same moment get different names', async () => {
  const stateDir = await temporaryDirectory();
  const here = await thisProcess();
  const observer = {stateDir, here};
  const start = async (): Promise<void> => {
    const wait = {observer, clock: systemClock, signal: new AbortController().signal};
    const run = await withRunName(
      {launch: 'shop'},
      wait,
      async runName =>
        await createRun(stateDir, {
          ...{file: '/work/bottle.yaml', name: 'shop', runName, bottle: '0.1.0', tasks: [], here},
          ...{stillMade: () => [], onHeartbeatLost: () => undefined},
        }),
    );
    onTestFinished(run.close);
  };
  await Promise.all(Array.from({length: 8}, start));
  const names = (await knownRuns(observer)).map(({name}) => name).sort();
  expect(names).toEqual(['shop', ...Array.from({length: 7}, (_, at) => `shop-${at + 2}`)]);
});
