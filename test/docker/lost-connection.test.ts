import {expect, test} from 'vitest';
import type {EnginePlace} from '../../src/docker/engine-place.ts';
import {lostConnection} from '../../src/docker/lost-connection.ts';
import type {PlaceContext} from '../../src/places/place-context.ts';

/** A lost connection to the engine of `lab`, and its warnings. */
function lossAt(restored: Promise<string | undefined>) {
  const warnings: string[] = [];
  const place = {name: 'lab', engine: {link: {restored: async () => await restored}}};
  const context = {isBeingStopped: () => false, warn: (warning: string) => void warnings.push(warning)};
  const lost = lostConnection(place as unknown as EnginePlace, context as unknown as PlaceContext);
  if (!lost) throw new Error('the engine has a link');
  return {warnings, lost};
}

const READ_ON = 'the connection to its output was lost; the rest is read from the engine log';

test('a loss that only the output has noticed is reported', () => {
  const {warnings, lost} = lossAt(Promise.resolve(undefined));
  lost.readOn();
  expect(warnings).toEqual([READ_ON]);
});

test('the loss of a connection is reported once until the engine responds again', async () => {
  let restore = (): void => undefined;
  const {warnings, lost} = lossAt(new Promise(resolve => (restore = () => resolve(undefined))));
  const waits = [lost.wait('no response within 10 s'), lost.wait('it was closed')];
  lost.readOn();
  restore();
  expect(await Promise.all(waits)).toEqual([undefined, undefined]);
  expect(warnings).toEqual([
    'the connection to `lab` was lost (no response within 10 s); reconnecting',
    '`lab` responds again',
  ]);
  lost.readOn();
  expect(warnings.at(-1)).toBe(READ_ON);
});
