import {expect, test} from 'vitest';
import {networkMistakes} from '../../../src/tasks/network/ranges.ts';

const mistake = (key: string, message: string) => ({key: ['network', key], message});

test('only a network whose subnet bottle chooses reserves addresses', () => {
  const own = 'with a subnet of your own, write its addresses where you need them; remove `addresses`';
  expect(networkMistakes({addresses: ['web']})).toEqual([]);
  expect(networkMistakes({addresses: ['web'], ipam: {driver: 'default'}})).toEqual([]);
  expect(networkMistakes({addresses: ['web'], subnet: '10.0.0.0/24'})).toEqual([mistake('addresses', own)]);
  expect(networkMistakes({addresses: ['web'], ipam: {config: [{subnet: '10.0.0.0/24'}]}})).toEqual([
    mistake('addresses', own),
  ]);
});

test('an existing network has no options', () => {
  expect(networkMistakes({external: true, addresses: ['web']})).toEqual([
    mistake('addresses', 'an `external` network already exists, so `addresses` has no effect; remove it'),
  ]);
});

test('a gateway needs a subnet', () => {
  expect(networkMistakes({gateway: '10.0.0.1'})).toEqual([
    mistake('gateway', 'a `gateway` needs a `subnet`; set that too'),
  ]);
});
