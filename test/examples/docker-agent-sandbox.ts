import {expect, test} from 'vitest';
import {withEngine} from '../support/docker.ts';
import {expectNothingLeftOf, leftIn} from '../support/example.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';
import {expectAllReady, expectIsolated, PATIENCE_MS, startSandbox} from './docker-sandboxes.ts';

/** A few concurrent launches; `npm run test:storm` fills the pool. */
const FEW = 3;

withEngine('the sandbox of containers', () => {
  test('demonstrates its isolation and ends on its own', {timeout: PATIENCE_MS}, async () => {
    const stateDir = await temporaryDirectory();
    const launch = startSandbox(stateDir);

    await expectIsolated(launch);
    expect(launch.events.at(-1)).toMatchObject({
      type: 'run-ended',
      reason: 'until',
      failures: 0,
      leftovers: 0,
    });
    await expectNothingLeftOf(launch);
    expect(await leftIn(stateDir)).toEqual([]);
  });

  test(`becomes ready ${FEW} times in parallel`, {timeout: PATIENCE_MS}, async () => {
    await expectAllReady(FEW);
  });
});
