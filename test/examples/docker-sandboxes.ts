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

/** Two cores bring up 48 containers, and may build four images first. */
export const PATIENCE_MS = 600_000;

/** Starts the sandbox so many times in parallel: each becomes ready, with an address of its own. */
export async function expectAllReady(count: number): Promise<void> {
  const stateDir = await temporaryDirectory();
  const numbers = Array.from({length: count}, (_, at) => at);
  // Each has finished its check, and holds what it has, until its command reads a line.
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
