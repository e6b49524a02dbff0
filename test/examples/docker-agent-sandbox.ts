import {expect, test} from 'vitest';
import {withEngine} from '../support/docker.ts';
import {expectNothingLeftOf, leftIn} from '../support/example.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';
import {expectAllReady, expectTight, PATIENCE_MS, startSandbox} from './docker-sandboxes.ts';

/** Launches that meet each other; `npm run test:storm` fills the pool. */
const FEW = 3;

withEngine('the sandbox of containers', () => {
  test('shows that it is tight, and ends by itself', {timeout: PATIENCE_MS}, async () => {
    const stateDir = await temporaryDirectory();
    const launch = startSandbox(stateDir);

    await expectTight(launch);
    expect(launch.events.at(-1)).toMatchObject({
      type: 'run-ended',
      reason: 'until',
      failures: 0,
      leftovers: 0,
    });
    await expectNothingLeftOf(launch);
    expect(await leftIn(stateDir)).toEqual([]);
  });

  test(`started ${FEW} times in parallel, all become ready`, {timeout: PATIENCE_MS}, async () => {
    await expectAllReady(FEW);
  });
});
