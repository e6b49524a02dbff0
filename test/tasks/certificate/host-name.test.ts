import {expect, test} from 'vitest';
import {isHost} from '../../../src/tasks/certificate/host-name.ts';

const label = 'a'.repeat(63);

test.each([
  'localhost',
  'a',
  'web-1.example.test',
  'my_service',
  '*.example.test',
  '1password.test',
  '127.0.0.1',
  '::1',
  'fe80::1',
  '::ffff:127.0.0.1',
  label,
])('`%s` is valid in a certificate', host => expect(isHost(host)).toBe(true));

test.each([
  '',
  '.',
  'a.',
  '.a',
  'a..b',
  'a b',
  '-a',
  'a-',
  '*',
  'a.*.b',
  'w*.example.test',
  '127.0.0.256',
  '127.1',
  'a.1',
  '[::1]',
  'fe80::1%eth0',
  '127.0.0.1:80',
  'http://a',
  'bücher.test',
  `${label}a`,
  `${label}.${label}.${label}.${label}`,
])('`%s` is invalid in a certificate', host => expect(isHost(host)).toBe(false));
