import {expect, test} from 'vitest';
import {sharedReading} from '../../src/processes/shared-reading.ts';
import {deferred, turn, type Deferred} from '../support/deferred.ts';

function readings() {
  const begun: Deferred<string>[] = [];
  const read = sharedReading(async () => {
    const reading = deferred<string>();
    begun.push(reading);
    return await reading.promise;
  });
  return {begun, read};
}

test('concurrent callers share one reading', async () => {
  const {begun, read} = readings();
  const answers = [read(), read()];
  await turn();
  begun[0]?.resolve('first');
  expect(await Promise.all(answers)).toEqual(['first', 'first']);
  expect(begun).toHaveLength(1);
});

test('a caller during a reading gets the next one', async () => {
  const {begun, read} = readings();
  const first = read();
  await turn();
  const later = [read(), read()];
  await turn();
  expect(begun).toHaveLength(1);
  begun[0]?.resolve('before');
  expect(await first).toBe('before');
  await turn();
  begun[1]?.resolve('after');
  expect(await Promise.all(later)).toEqual(['after', 'after']);
});

test('a failed reading does not affect the next one', async () => {
  const {begun, read} = readings();
  const first = read();
  await turn();
  begun[0]?.reject(new Error('no table'));
  await expect(first).rejects.toThrow('no table');
  const second = read();
  await turn();
  begun[1]?.resolve('there');
  expect(await second).toBe('there');
});
