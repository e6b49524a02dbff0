import type Dockerode from 'dockerode';
import {expect, test} from 'vitest';
import type {Engine} from '../../src/docker/docker.ts';
import {chooseRange, parseNameServers, parseRoutes} from '../../src/docker/free-range.ts';
import {parseRange, type Ipv4Range} from '../../src/docker/ipv4-range.ts';
import {createNetwork, type NewNetwork} from '../../src/docker/network.ts';
import {reserveAddresses} from '../../src/docker/reserve-addresses.ts';

test('addresses are reserved at the end of a range, outside of the half from which the engine chooses', () => {
  expect(reserveAddresses('172.18.0.0/16', ['bundle', 'outside'])).toEqual({
    range: {subnet: '172.18.0.0/16', ip_range: '172.18.0.0/17', gateway: '172.18.0.1'},
    addresses: {bundle: '172.18.255.254', outside: '172.18.255.253'},
  });
  expect(reserveAddresses('192.168.1.8/29', ['a', 'b', 'c'])).toEqual({
    range: {subnet: '192.168.1.8/29', ip_range: '192.168.1.8/30', gateway: '192.168.1.9'},
    addresses: {a: '192.168.1.14', b: '192.168.1.13', c: '192.168.1.12'},
  });
  expect(reserveAddresses('192.168.1.8/29', ['a', 'b', 'c', 'd'])).toBeUndefined();
  expect(reserveAddresses('fd00::/64', ['a'])).toBeUndefined();
});

const ranges = (...texts: readonly string[]): readonly Ipv4Range[] =>
  texts.flatMap(text => parseRange(text) ?? []);

test.each([
  ['the only free range', ['10.0.0.0/24', '10.0.2.0/23'], '10.0.1.0/24'],
  ['not a range inside a used one', ['10.0.0.0/16'], undefined],
  ['not a range that contains a used one', ['10.0.0.9/32', '10.0.2.0/23'], '10.0.1.0/24'],
])('chooses %s', (_, used, expected) => {
  expect(chooseRange([{Base: '10.0.0.0/22', Size: 24}], ranges(...used))).toBe(expected);
});

test('chooses among the first free ranges of large pools', () => {
  const [range] = ranges(chooseRange([{Base: '10.0.0.0/8', Size: 30}], ranges('10.0.0.0/30')) ?? '');
  expect(range?.prefix).toBe(30);
  expect((range?.first ?? 0) - 10 * 2 ** 24).toBeLessThanOrEqual(8 * 4);
});

test('reads the routes of this machine without the default route', () => {
  const table = [
    'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT',
    'eth0\t00000000\t010200C0\t0003\t0\t0\t0\t00000000\t0\t0\t0',
    'docker0\t000011AC\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0',
    'tun0\t0100000A\t00000000\t0005\t0\t0\t0\tFFFFFFFF\t0\t0\t0',
    '',
  ];
  expect(parseRoutes(table.join('\n'))).toEqual(ranges('172.17.0.0/16', '10.0.0.1/32'));
});

test('the name servers of this machine are in use', () => {
  const text = 'search example\nnameserver 172.20.0.10\n# nameserver 10.0.0.1\nnameserver ::1\n';
  expect(parseNameServers(text)).toEqual(ranges('172.20.0.10/32'));
});

/** An engine on another machine. Its first `taken` creations with a range fail, because another network takes the range. */
function farEngine(subnet: string, taken = 0, why = 'Pool overlaps with other one on this address space') {
  const requests: string[] = [];
  let left = taken;
  const api = {
    listNetworks: async () => await Promise.resolve([]),
    info: async () => await Promise.resolve({Name: 'elsewhere'}),
    async createNetwork({
      Internal: internal,
      IPAM: {Config: config},
    }: Dockerode.NetworkCreateOptions & Ranges) {
      const [range] = config;
      requests.push(`create ${internal === true ? 'internal ' : ''}${range?.Subnet ?? ''}`.trim());
      if (range && left-- > 0) throw new Error(why);
      return await Promise.resolve({id: 'made'});
    },
    getNetwork: () => ({
      inspect: async () => await Promise.resolve({IPAM: {Config: [{Subnet: subnet, Gateway: ''}]}}),
      remove: async () => {
        requests.push('remove');
        await Promise.resolve();
      },
    }),
  };
  return {engine: {api, address: 'tcp://elsewhere:2375'} as unknown as Engine, requests};
}

interface Ranges {
  readonly IPAM: {readonly Config: readonly {readonly Subnet: string}[]};
}

const request: NewNetwork = {
  ...{name: 'net', driver: 'bridge', internal: false, ipv6: false, attachable: false, driverOpts: {}},
  ...{ipam: {driver: 'default', options: {}, ranges: []}, labels: {}, addresses: ['web']},
};

test.each([
  'Pool overlaps with other one on this address space',
  'subnet 10.9.0.0/24 is already used on the host or by another config',
])(
  'an engine on another machine chooses the range itself, and again if another network takes it: %s',
  async why => {
    const {engine, requests} = farEngine('10.9.0.0/24', 1, why);
    expect(await createNetwork(engine, request, new AbortController().signal)).toMatchObject({
      addresses: {web: '10.9.0.254'},
    });
    const once = ['create internal', 'remove', 'create 10.9.0.0/24'];
    expect(requests).toEqual([...once, ...once]);
  },
);

test('gives up if other networks take each range', async () => {
  await expect(
    createNetwork(farEngine('10.9.0.0/24', 99).engine, request, new AbortController().signal),
  ).rejects.toThrow('Pool overlaps');
});

test('refuses a range that is too small', async () => {
  await expect(
    createNetwork(farEngine('10.9.0.0/31').engine, request, new AbortController().signal),
  ).rejects.toThrow('its range `10.9.0.0/31` is too small for its `addresses`');
});
