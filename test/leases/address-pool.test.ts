import {expect, test} from 'vitest';
import {parsePool, poolMistake} from '../../src/leases/address-pool.ts';

test.each([
  ['127.0.0.16-127.0.0.31', undefined],
  ['127.0.0.1-127.0.0.1', undefined],
  ['127.0.0.0-127.0.15.255', undefined],
  ['127.0.0.0-127.0.16.0', 'a pool has at most 4096 addresses, found 4097'],
  ['127.0.0.0-127.255.255.255', 'a pool has at most 4096 addresses, found 16777216'],
  ['127.0.0.256-127.0.1.2', 'each part of an address is at most 255, found `256`'],
  ['127.0.0.2-127.0.999.2', 'each part of an address is at most 255, found `999`'],
  ['127.0.0.31-127.0.0.16', 'the first address comes after the last one, write `127.0.0.16-127.0.0.31`'],
])('%s: %s', (text, mistake) => {
  expect(poolMistake(text)).toBe(mistake);
});

test.each([
  ['127.0.0.16-127.0.0.18', ['127.0.0.16', '127.0.0.17', '127.0.0.18']],
  ['127.0.0.255-127.0.1.0', ['127.0.0.255', '127.0.1.0']],
  ['127.255.255.254-127.255.255.255', ['127.255.255.254', '127.255.255.255']],
  ['127.0.0.9-127.0.0.9', ['127.0.0.9']],
])('lists the addresses of %s', (text, addresses) => {
  expect(parsePool(text)).toEqual({text, addresses});
});
