import type Dockerode from 'dockerode';
import {expect, test} from 'vitest';
import {LABELS} from '../../src/docker/labels.ts';
import {removeContainer} from '../../src/docker/remove-container.ts';
import {fakeClock, type FakeClock} from '../support/fake-clock.ts';

/** An engine that removes one container at a time, each in `eachMs`, or never for `undefined`. */
function engine(clock: FakeClock, eachMs: number | undefined): Dockerode {
  let queue = Promise.resolve();
  const never = new AbortController().signal;
  const remove = async ({abortSignal}: {readonly abortSignal: AbortSignal}): Promise<void> => {
    const turn = queue.then(async () => await clock.sleep(eachMs ?? Infinity, never));
    queue = turn;
    await new Promise<void>((resolve, reject) => {
      abortSignal.addEventListener('abort', () => reject(abortSignal.reason as Error));
      void turn.then(resolve);
    });
  };
  const inspect = async () => ({
    Id: 'id',
    State: {Running: false},
    Config: {Labels: {[LABELS.run]: 'run'}},
  });
  const api = {getContainer: () => ({inspect, remove})};
  return api as unknown as Dockerode;
}

function removals(api: Dockerode, clock: FakeClock, count: number): readonly Promise<string>[] {
  const never = new AbortController().signal;
  return Array.from({length: count}, async () => {
    const removal = {name: 'box', run: 'run', graceMs: 0, force: never, expired: never, clock};
    return await removeContainer(api, {...removal, report: () => undefined}).then(
      () => 'removed',
      (error: unknown) => (error as Error).name,
    );
  });
}

test('waits for all containers that a busy engine removes one by one', async () => {
  const clock = fakeClock();
  const all = Promise.all(removals(engine(clock, 15_000), clock, 5));
  expect(await clock.until(all)).toEqual(Array<string>(5).fill('removed'));
  expect(clock.now()).toBe(75_000);
});

test('stops waiting after 20 s if the engine removes nothing', async () => {
  const clock = fakeClock();
  const all = Promise.all(removals(engine(clock, undefined), clock, 3));
  expect(await clock.until(all)).toEqual(Array<string>(3).fill('AbortError'));
  expect(clock.now()).toBe(20_000);
});
