import {expect, test} from 'vitest';
import {restOfOutput} from '../../src/output/rest-of-output.ts';
import {fakeClock} from '../support/fake-clock.ts';

/** A wait for the rest of an output, with a fake clock. */
function waited() {
  const clock = fakeClock();
  let pieces = 0;
  let finish = (): void => undefined;
  const over = new Promise<void>(resolve => (finish = resolve));
  let isDone = false;
  const done = restOfOutput({over, pieces: () => pieces}, clock).then(() => void (isDone = true));
  return {clock, done, finish, piece: () => (pieces += 1), isDone: () => isDone};
}

test('waits for the rest of an output as long as data arrives', async () => {
  const {clock, done, finish, piece, isDone} = waited();
  for (let second = 0; second < 10; second++) {
    piece();
    await clock.advance(1_900);
  }
  expect(isDone()).toBe(false);
  finish();
  await done;
  expect(clock.timers).toBe(0);
});

test('stops waiting after 2 seconds without data', async () => {
  const {clock, done, isDone} = waited();
  await clock.advance(1_999);
  expect(isDone()).toBe(false);
  await clock.advance(1);
  await done;
});
