import {expect, test} from 'vitest';
import {formatDuration, parseDuration} from '../../src/vocabulary/duration.ts';

test.each([
  ['0s', 0],
  ['250ms', 250],
  ['0.5ms', 0.5],
  ['1.5s', 1500],
  ['1.1s', 1100],
  ['2m', 120_000],
  ['1m30s', 90_000],
  ['1h0.5m250ms', 3_630_250],
  ['0.1m', 6000],
  ['1h', 3_600_000],
])('%s is %d ms', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(['', '5', 's', '-1s', '1 s', '1.s', '.5s', '1d', '1s2'])('"%s" is not a duration', text => {
  expect(() => parseDuration(text)).toThrow(`not a duration: ${text}`);
});

test.each([
  [0, '0 ms'],
  [0.4, '0 ms'],
  [250.4, '250 ms'],
  [999.4, '999 ms'],
  [999.6, '1 s'],
  [1000, '1 s'],
  [1449, '1.4 s'],
  [30_000, '30 s'],
  [59_949, '59.9 s'],
  [59_950, '1 m'],
  [60_000, '1 m'],
  [125_000, '2 m 5 s'],
  [3_599_499, '59 m 59 s'],
  [3_599_500, '1 h'],
  [3_840_000, '1 h 4 m'],
  [90_000_000, '25 h'],
])('%d ms is formatted as %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});
