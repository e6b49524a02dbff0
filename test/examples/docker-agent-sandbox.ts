import {expect, test} from 'vitest';
import {withEngine} from '../support/docker.ts';
import {
  expectNothingLeftOf,
  leftIn,
  linesOf,
  outputsOf,
  startExample,
  type ExampleLaunch,
} from '../support/example.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const FILE = 'examples/docker-agent-sandbox/bottle.yaml';

/** As many as there are addresses in the pool. */
const LAUNCHES = 16;

/** Two cores bring up 48 containers, and may build four images first. */
const PATIENCE_MS = 600_000;

withEngine('the sandbox of containers', () => {
  test('shows that it is tight, and ends by itself', {timeout: PATIENCE_MS}, async () => {
    const stateDir = await temporaryDirectory();
    const launch = start(stateDir, []);

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

  test('started sixteen times in parallel, all sixteen become ready', {timeout: PATIENCE_MS}, async () => {
    const stateDir = await temporaryDirectory();
    const numbers = Array.from({length: LAUNCHES}, (_, at) => at);
    // Each has finished its check, and holds what it has, until its command reads a line.
    const hold = ['--', 'sh', '-c', 'echo holds; read -r line'];
    const launches = numbers.map(() => start(stateDir, hold));

    await Promise.all(launches.map(async ({held}) => await held));
    const addresses = new Set(launches.map(launch => outputsOf('address', launch).ip));
    for (const {release} of launches) release();
    const results = await Promise.all(launches.map(async ({ended}) => await ended));

    expect(results).toEqual(numbers.map(() => ({code: 0, said: 'holds'})));
    expect(addresses.size).toBe(LAUNCHES);
    for (const launch of launches) {
      expect(linesOf('check', launch).filter(line => line.startsWith('ok:'))).toHaveLength(7);
      await expectNothingLeftOf(launch);
    }
    expect(await leftIn(stateDir)).toEqual([]);
  });
});

function start(stateDir: string, words: readonly string[]): ExampleLaunch {
  return startExample({file: FILE, stateDir, words});
}
