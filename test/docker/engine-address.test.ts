import {expect, test} from 'vitest';
import {parseEngineAddress} from '../../src/docker/engine-address.ts';

test.each([
  ['unix:///var/run/docker.sock', {by: 'unix', socketPath: '/var/run/docker.sock'}],
  ['tcp://10.0.0.1', {by: 'tcp', host: '10.0.0.1', port: 2375}],
  ['tcp://engine:1234/', {by: 'tcp', host: 'engine', port: 1234}],
  ['engine:1234', {by: 'tcp', host: 'engine', port: 1234}],
  ['tcp://[::1]:1234', {by: 'tcp', host: '::1', port: 1234}],
  ['ssh://me@engine:2222', {by: 'ssh', host: 'engine', port: 2222, user: 'me'}],
  ['ssh://engine', {by: 'ssh', host: 'engine'}],
  ['unix://docker.sock', {wrong: 'expected `unix:///path/of.sock`'}],
  [
    'npipe:////./pipe/docker_engine',
    {wrong: 'bottle does not support named pipes; expected `unix://`, `tcp://` or `ssh://`'},
  ],
  ['ftp://engine', {wrong: '`ftp://` is unknown; expected `unix://`, `tcp://` or `ssh://`'}],
  ['tcp://', {wrong: 'expected `tcp://host:port`'}],
  ['ssh://me:secret@engine', {wrong: 'an address cannot contain a password; use a key'}],
  ['tcp://engine:1/v1.41', {wrong: 'it has a path; expected `tcp://host:port`'}],
])('parses the address %s', (text, parsed) => {
  expect(parseEngineAddress(text, 2375)).toEqual(parsed);
});

test('uses port 2376 with TLS by default', () => {
  expect(parseEngineAddress('tcp://engine', 2376)).toEqual({by: 'tcp', host: 'engine', port: 2376});
});
