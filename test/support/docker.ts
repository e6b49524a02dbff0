import {randomInt, randomUUID} from 'node:crypto';
import {execFile, execFileSync} from 'node:child_process';
import {homedir} from 'node:os';
import {promisify} from 'node:util';
import type Dockerode from 'dockerode';
import {beforeAll, describe, expect, onTestFinished} from 'vitest';
import {createDocker, type DockerServices} from '../../src/docker/engine.ts';
import type {Engine} from '../../src/docker/docker.ts';
import {systemClock} from '../../src/processes/system-clock.ts';
import type {RunId, TaskName} from '../../src/vocabulary/ids.ts';
import {FILL_ROOT} from './busybox-root.ts';

/** An image with busybox (`sh`, `httpd`, `nc`, `wget`, `sleep`), available in tests of {@link withEngine}. */
export const BUSYBOX = 'bottle-test/busybox:latest';

/** The task on whose behalf tests request an engine. */
export const TEST_TASK = 'test' as TaskName;

/** The environment of this machine. */
export const dockerServices: DockerServices = {
  env: process.env,
  home: homedir(),
  platform: process.platform,
  clock: systemClock,
};

/**
 * Tests that need a real engine with {@link BUSYBOX}. Skipped if no engine responds, but not in CI. The image is kept,
 * because all tests share it.
 */
export function withEngine(name: string, tests: () => void): void {
  describe.skipIf(!engineAnswers && !process.env.CI)(name, () => {
    beforeAll(makeBusybox);
    tests();
  });
}

/** The engine of this machine. Its open connections are closed after the test. */
export async function testEngine(): Promise<Engine> {
  const docker = createDocker(dockerServices);
  onTestFinished(() => docker.close());
  return await docker.engine(TEST_TASK);
}

/**
 * A run id for one test. If anything with this id in the label `bottle.run` is left on the engine after the test, it is
 * removed and the test fails.
 */
export function testRun(): RunId {
  const run = `test-${randomUUID().slice(0, 8)}` as RunId;
  onTestFinished(async () => await expectNothingLeft(`bottle.run=${run}`));
  return run;
}

/** Fails if the engine has containers or networks with this label (`name=value`), after removing them. */
export async function expectNothingLeft(label: string): Promise<void> {
  const {api} = await testEngineUnclosed();
  const left = await objectsWith(label, api);
  for (const {Id} of left.containers) await api.getContainer(Id).remove({force: true, v: true});
  for (const {Id} of left.networks) await api.getNetwork(Id).remove();
  expect([...left.containers.flatMap(({Names}) => Names), ...left.networks.map(({Name}) => Name)]).toEqual(
    [],
  );
}

/** Containers (including stopped ones) and networks with this label. */
export async function objectsWith(label: string, api: Dockerode) {
  const filters = {label: [label]};
  const [containers, networks] = await Promise.all([
    api.listContainers({all: true, filters}),
    api.listNetworks({filters}),
  ]);
  return {containers, networks};
}

/**
 * The first three numbers of a network of 256 addresses that no other test on the same engine uses, because networks
 * must not overlap. Docker does not assign networks in 10.0.0.0/8 itself.
 */
export function ownNet(): string {
  return `10.${randomInt(200, 256)}.${randomInt(256)}`;
}

/** Runs the `docker` command, to check or prepare the engine independently of bottle. Returns the trimmed output. */
export async function docker(...args: readonly string[]): Promise<string> {
  const {stdout} = await promisify(execFile)('docker', args);
  return stdout.trim();
}

/** Starts a container that does not belong to bottle. It runs `argv` (for at most an hour) and is removed after the test. */
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
  return await createDocker(dockerServices).engine(TEST_TASK);
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
