import {randomInt, randomUUID} from 'node:crypto';
import {execFile, execFileSync} from 'node:child_process';
import {homedir} from 'node:os';
import {promisify} from 'node:util';
import type Dockerode from 'dockerode';
import {beforeAll, describe, expect, onTestFinished} from 'vitest';
import {createDocker, type DockerWorld} from '../../src/docker/engine.ts';
import type {Engine} from '../../src/docker/docker.ts';
import {systemClock} from '../../src/processes/system-clock.ts';
import type {RunId, TaskName} from '../../src/vocabulary/ids.ts';
import {FILL_ROOT} from './busybox-root.ts';

/** An image with busybox in it (`sh`, `httpd`, `nc`, `wget`, `sleep`), where {@link withEngine} is used. */
export const BUSYBOX = 'bottle-test/busybox:latest';

/** The task for which tests ask for an engine. */
export const TEST_TASK = 'test' as TaskName;

/** The world of this machine. */
export const dockerWorld: DockerWorld = {
  env: process.env,
  home: homedir(),
  platform: process.platform,
  clock: systemClock,
};

/**
 * Tests that need a real engine, with {@link BUSYBOX} on it; where none answers they are skipped, but not in CI.
 * The image stays: all tests share it.
 */
export function withEngine(name: string, tests: () => void): void {
  describe.skipIf(!engineAnswers && !process.env.CI)(name, () => {
    beforeAll(makeBusybox);
    tests();
  });
}

/** The engine of this machine; what it still has open is closed when the test is over. */
export async function testEngine(): Promise<Engine> {
  const docker = createDocker(dockerWorld);
  onTestFinished(() => docker.close());
  return await docker.engine(TEST_TASK);
}

/**
 * A run id of the test's own. When the test is over, nothing may be left on the engine that has it in its label
 * `bottle.run`: what there is is removed, and the test fails.
 */
export function testRun(): RunId {
  const run = `test-${randomUUID().slice(0, 8)}` as RunId;
  onTestFinished(async () => await expectNothingLeft(`bottle.run=${run}`));
  return run;
}

/** Fails when the engine has containers or networks with that label (`name=value`), after removing them. */
export async function expectNothingLeft(label: string): Promise<void> {
  const {api} = await testEngineUnclosed();
  const left = await objectsWith(label, api);
  for (const {Id} of left.containers) await api.getContainer(Id).remove({force: true, v: true});
  for (const {Id} of left.networks) await api.getNetwork(Id).remove();
  expect([...left.containers.flatMap(({Names}) => Names), ...left.networks.map(({Name}) => Name)]).toEqual(
    [],
  );
}

/** The containers (stopped ones too) and networks with that label. */
export async function objectsWith(label: string, api: Dockerode) {
  const filters = {label: [label]};
  const [containers, networks] = await Promise.all([
    api.listContainers({all: true, filters}),
    api.listNetworks({filters}),
  ]);
  return {containers, networks};
}

/**
 * The first three numbers of a network of 256 addresses that no other test has, on the same engine either: two networks
 * there may not overlap. Docker itself takes none of 10.0.0.0/8.
 */
export function ownNet(): string {
  return `10.${randomInt(200, 256)}.${randomInt(256)}`;
}

/** Runs Docker's own command; it is the other side of what bottle did. Gives what it printed, trimmed. */
export async function docker(...args: readonly string[]): Promise<string> {
  const {stdout} = await promisify(execFile)('docker', args);
  return stdout.trim();
}

/** A container that bottle did not make, running `argv` (for an hour at most); removed when the test is over. */
export async function foreignContainer(
  options: readonly string[],
  argv = ['sleep', '3600'],
): Promise<string> {
  const name = `foreign-${randomUUID().slice(0, 8)}`;
  onTestFinished(async () => {
    await docker('rm', '-f', '-v', name).catch(() => undefined);
  });
  await docker('run', '-d', '--name', name, ...options, BUSYBOX, ...argv);
  return name;
}

const engineAnswers = succeeds(() => execFileSync('docker', ['version'], {stdio: 'ignore', timeout: 10_000}));

async function testEngineUnclosed(): Promise<Engine> {
  return await createDocker(dockerWorld).engine(TEST_TASK);
}

async function makeBusybox(): Promise<void> {
  const isThere = await docker('image', 'inspect', BUSYBOX).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  const script = `
    root=$(mktemp -d); trap 'rm -rf "$root"' EXIT
    ${FILL_ROOT}
    tar -C "$root" -c . | docker import --change 'ENV PATH=/bin' --change 'CMD ["sh"]' - ${BUSYBOX}`;
  await promisify(execFile)('sh', ['-ec', script]);
}

function succeeds(act: () => unknown): boolean {
  try {
    act();
    return true;
  } catch {
    return false;
  }
}
