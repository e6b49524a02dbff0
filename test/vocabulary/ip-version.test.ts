import {isIP} from 'node:net';
import {expect, test} from 'vitest';
import {ipVersion} from '../../src/vocabulary/ip-version.ts';

test.each([
  ...['127.0.0.1', '0.0.0.0', '256.0.0.1', '1.2.3', '1.2.3.4.5', '01.2.3.4', '127.1', '1', '.'],
  ...['::', '::1', 'fe80::1%eth0', '::ffff:127.0.0.1', '1:2:3:4:5:6:7:8', '1:2', ':', 'host:80', '[::1]'],
  ...['localhost', 'a.example', '1.example', '', ' 127.0.0.1', '127.0.0.1\n', '10.0.0.0/8'],
])('%j has the version that Node finds', text => {
  expect(ipVersion(text)).toBe(isIP(text));
});
