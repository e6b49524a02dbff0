import {networkInterfaces} from 'node:os';
import {expect, test} from 'vitest';
import {directAddress} from '../../src/docker/container-address.ts';

/** An address of this machine; the loopback one is always there. */
const own = networkInterfaces().lo?.[0]?.address ?? '127.0.0.1';

const INTERNAL = {IPAddress: '172.30.0.2', Gateway: ''};
const BRIDGE = {IPAddress: '172.17.0.2', Gateway: own};
const ELSEWHERE = {IPAddress: '172.17.0.2', Gateway: '203.0.113.1'};
const SYSTEM = 'unix:///var/run/docker.sock';

test.skipIf(process.platform !== 'linux').each([
  ['in a network of this machine', [INTERNAL, BRIDGE], SYSTEM, '172.17.0.2'],
  ['in internal networks alone', [INTERNAL], SYSTEM, undefined],
  ['in a network whose gateway is not this machine', [ELSEWHERE], SYSTEM, undefined],
  ['that has not got its address yet', [{...BRIDGE, IPAddress: ''}], SYSTEM, undefined],
  ['of an engine elsewhere', [BRIDGE], 'tcp://127.0.0.1:2375', undefined],
  ['of an engine without root', [BRIDGE], 'unix:///run/user/1000/docker.sock', undefined],
])('a container %s', (_, joined, engine, address) => {
  expect(directAddress(joined, engine)).toBe(address);
});
