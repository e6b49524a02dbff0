import {expect, test} from 'vitest';
import {
  bits,
  der,
  integer,
  octets,
  oid,
  sequence,
  time,
  utf8,
  valuesIn,
  yes,
} from '../../../src/tasks/certificate/der.ts';

const bytes = (...values: readonly number[]): Buffer => Buffer.from(values);

test.each<[what: string, value: Buffer, expected: string]>([
  ['zero', integer(bytes(0)), '020100'],
  ['an integer without superfluous zeros', integer(bytes(0, 0, 5)), '020105'],
  ['an integer whose first bit is set', integer(bytes(0x80)), '02020080'],
  ['true', yes, '0101ff'],
  ['bits', bits(bytes(6), 1), '03020106'],
  ['octets', octets(bytes(1, 2)), '04020102'],
  ['an identifier', oid('2.5.29.19'), '0603551d13'],
  ['an identifier with large numbers', oid('1.2.840.10045.4.3.2'), '06082a8648ce3d040302'],
  ['a string', utf8('ü'), '0c02c3bc'],
  ['an empty sequence', sequence(), '3000'],
  ['a time', time(new Date('2049-12-31T23:59:59Z')), `170d${Buffer.from('491231235959Z').toString('hex')}`],
  [
    'a time from 2050 on',
    time(new Date('2050-01-01T00:00:00Z')),
    `180f${Buffer.from('20500101000000Z').toString('hex')}`,
  ],
])('encodes %s', (_, value, expected) => {
  expect(value.toString('hex')).toBe(expected);
});

test.each([
  [0, '0400'],
  [127, '047f'],
  [128, '048180'],
  [255, '0481ff'],
  [256, '04820100'],
  [65_536, '0483010000'],
])('a value of %i bytes is read as it was written', (length, header) => {
  const value = octets(Buffer.alloc(length, 7));
  expect(value.subarray(0, value.length - length).toString('hex')).toBe(header);
  expect(valuesIn(sequence(value, yes))).toEqual([value, yes]);
  expect(valuesIn(der(0xa0, value))).toEqual([value]);
});
