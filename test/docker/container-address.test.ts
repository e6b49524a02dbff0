import {networkInterfaces} from 'node:os';
import {expect, test} from 'vitest';
import {directAddress} from '../../src/docker/container-address.ts';

/** An address of this machine; the loopback address always exists. */
const own = networkInterfaces().lo?.[0]?.address ?? '127.0.0.1';

const INTERNAL = {IPAddress: '172.30.0.2', Gateway: ''};
const BRIDGE = {IPAddress: '172.17.0.2', Gateway: own};
const ELSEWHERE = {IPAddress: '172.17.0.2', Gateway: '203.0.113.1'};
const SYSTEM = 'unix:///var/run/docker.sock';

test.skipIf(process.platform !== 'linux').each([
  ['in a network of this machine', [INTERNAL, BRIDGE], SYSTEM, '172.17.0.2'],
  ['only in internal networks', [INTERNAL], SYSTEM, undefined],
  ['in a network whose gateway is not this machine', [ELSEWHERE], SYSTEM, undefined],
  ['without an address so far', [{...BRIDGE, IPAddress: ''}], SYSTEM, undefined],
  ['on an engine of another machine', [BRIDGE], 'tcp://127.0.0.1:2375', undefined],
  ['on a rootless engine', [BRIDGE], 'unix:///run/user/1000/docker.sock', undefined],
])('decides whether this machine reaches a container directly: %s', (_, joined, engine, address) => {
  expect(directAddress(joined, engine)).toBe(address);
});
