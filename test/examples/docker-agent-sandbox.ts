import {expect, test} from 'vitest';
import {withEngine} from '../support/docker.ts';
import {expectNothingLeftOf, leftIn, linesOf} from '../support/example.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';
import {expectAllReady, PATIENCE_MS, startSandbox} from './docker-sandboxes.ts';

/** Launches that meet each other; `npm run test:storm` fills the pool. */
const FEW = 3;

withEngine('the sandbox of containers', () => {
  test('shows that it is tight, and ends by itself', {timeout: PATIENCE_MS}, async () => {
    const stateDir = await temporaryDirectory();
    const launch = startSandbox(stateDir);

    expect(await launch.ended).toEqual({code: 0, said: ''});
    expect(linesOf('check', launch)).toEqual([
      'ok: it is not root (node)',
      'ok: its home is its own (a session)',
      'ok: there is no way out (no response)',
      'ok: but through the bundle, which has the token (hello from outside)',
      'ok: known by the authority of this launch alone (UNABLE_TO_VERIFY_LEAF_SIGNATURE)',
      'ok: not to any other place (HTTP 403)',
      "ok: nor is it let in at the operator's door (403)",
    ]);
    expect(linesOf('audit', launch)).toEqual([
      'passed on: GET https://outside.example/private/index.html',
      'refused: CONNECT elsewhere.example:443',
    ]);
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
