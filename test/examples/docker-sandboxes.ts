import {expect} from 'vitest';
import {
  expectNothingLeftOf,
  leftIn,
  linesOf,
  outputsOf,
  startExample,
  type ExampleLaunch,
} from '../support/example.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

/** Two cores start 48 containers, and may have to build four images first. */
export const PATIENCE_MS = 600_000;

/** Expects the sandbox to end after proving that the agent is confined to what it is allowed to do. */
export async function expectIsolated(launch: ExampleLaunch): Promise<void> {
  expect(await launch.ended).toEqual({code: 0, said: ''});
  expect(linesOf('check', launch)).toEqual([
    'ok: does not run as root (node)',
    'ok: can write to its home folder (a session)',
    'ok: cannot connect to the outside directly (no response)',
    'ok: reaches the outside through the bundle, which adds the token (hello from outside)',
    'ok: rejects the bundle without the CA of this launch (UNABLE_TO_VERIFY_LEAF_SIGNATURE)',
    'ok: cannot reach other hosts (HTTP 403)',
    "ok: has no access to the operator's port (403)",
  ]);
  expect(linesOf('audit', launch)).toEqual([
    'forwarded: GET https://outside.example/private/index.html',
    'refused: CONNECT elsewhere.example:443',
  ]);
}

/** Starts the sandbox `count` times in parallel. Expects each launch to become ready with its own address. */
export async function expectAllReady(count: number): Promise<void> {
  const stateDir = await temporaryDirectory();
  const numbers = Array.from({length: count}, (_, at) => at);
  // A launch finishes its check, then stays up until its command reads a line.
  const hold = ['--', 'sh', '-c', 'echo holds; read -r line'];
  const launches = numbers.map(() => startSandbox(stateDir, hold));

  await Promise.all(launches.map(async ({held}) => await held));
  const addresses = new Set(launches.map(launch => outputsOf('address', launch).ip));
  for (const {release} of launches) release();
  const results = await Promise.all(launches.map(async ({ended}) => await ended));

  expect(results).toEqual(numbers.map(() => ({code: 0, said: 'holds'})));
  expect(addresses.size).toBe(count);
  for (const launch of launches) {
    expect(linesOf('check', launch).filter(line => line.startsWith('ok:'))).toHaveLength(7);
    await expectNothingLeftOf(launch);
  }
  expect(await leftIn(stateDir)).toEqual([]);
}

export function startSandbox(stateDir: string, args: readonly string[] = []): ExampleLaunch {
  return startExample({file: 'examples/docker-agent-sandbox/bottle.yaml', stateDir, args});
}
