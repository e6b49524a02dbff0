import {describe, expect, test} from 'vitest';
import {drafted} from '../draft-rig.ts';

/** The draft of a service with these keys, and of its networks and volumes. */
async function draftOf(service: object, others: object) {
  const app = {image: 'app:1', ...service};
  return await drafted({'compose.yaml': JSON.stringify({services: {app}, ...others})});
}

describe('networks of a Compose file', () => {
  test('keep all their address ranges, and the fixed addresses of containers', async () => {
    const ranges = [
      {
        ...{subnet: '172.30.0.0/24', ip_range: '172.30.0.128/25', gateway: '172.30.0.1'},
        aux_addresses: {printer: '172.30.0.9'},
      },
      {subnet: '172.31.0.0/24'},
      {subnet: 'fd00:30::/64'},
    ];
    const {tasks, leftOut} = await draftOf(
      {networks: {n: {ipv4_address: '172.31.0.5', ipv6_address: 'fd00:30::5'}}},
      {networks: {n: {enable_ipv4: true, enable_ipv6: true, ipam: {driver: 'default', config: ranges}}}},
    );
    expect(tasks).toMatchObject({
      n: {network: {ipv6: true, ipam: {config: ranges}}},
      app: {container: {networks: [{network: 'n', ip: '172.31.0.5', ipv6_address: 'fd00:30::5'}]}},
    });
    expect(leftOut).toEqual([]);
  });

  test.each([[{gateway: '172.30.0.1'}], [{ip_range: '172.30.0.0/28'}]])(
    'drop a range without a subnet, which Docker rejects: %j',
    async range => {
      const config = [{subnet: '172.30.0.0/24'}, range];
      const {tasks, leftOut} = await draftOf({networks: ['n']}, {networks: {n: {ipam: {config}}}});
      expect(tasks).toMatchObject({n: {network: {subnet: '172.30.0.0/24'}}});
      expect(leftOut).toEqual([
        `compose.yaml: network \`n\`: \`ipam.config[1]: ${JSON.stringify(range)}\`: bottle has no equivalent for this value`,
      ]);
    },
  );

  test.each([
    [{external: true}, {external: true, name: 'n'}],
    [
      {external: true, name: 'shared', 'x-mine': 1},
      {external: true, name: 'shared'},
    ],
    [{external: {name: '$X'}}, {external: true, name: "${{ default(env.X, 'n') }}"}],
  ])('are used with fixed addresses if they are external: %j', async (keys, network) => {
    const {tasks, leftOut} = await draftOf(
      {networks: {n: {ipv4_address: '172.30.0.5'}}},
      {networks: {n: keys}},
    );
    expect(tasks).toMatchObject({
      n: {network},
      app: {container: {networks: [{network: 'n', ip: '172.30.0.5'}]}},
    });
    expect(leftOut).toEqual([]);
  });

  test('include an external default network', async () => {
    const {tasks, leftOut} = await draftOf({}, {networks: {default: {external: true, name: 'shared'}}});
    expect(tasks).toMatchObject({
      network: {network: {external: true, name: 'shared'}},
      app: {container: {networks: ['network']}},
    });
    expect(leftOut).toEqual([]);
  });

  test('have other keys of external networks reported, because Compose rejects them', async () => {
    const keys = {external: true, driver: 'x', labels: {a: 'b'}};
    const {leftOut} = await draftOf(
      {networks: ['n'], volumes: ['vol:/v']},
      {networks: {n: keys}, volumes: {vol: keys}},
    );
    const why = 'no effect, because it already exists; Compose refuses the file';
    expect(leftOut).toEqual(
      [
        'network `n`: `driver`',
        'network `n`: `labels`',
        'volume `vol`: `driver`',
        'volume `vol`: `labels`',
      ].map(what => `compose.yaml: ${what}: ${why}`),
    );
  });
});

describe('the names of networks and volumes', () => {
  test.each([
    ['a-$X', "a-${{ default(env.X, '') }}", "a-${{ default(env.X, '') }}"],
    ['${X:-a}', "${{ default(env.X, 'a') }}", "${{ default(env.X, 'a') }}"],
    ['${HOME:?no}', "${{ required(env.HOME, 'no') }}", "${{ required(env.HOME, 'no') }}"],
    ['${X}', "${{ default(env.X, 'it') }}", "${{ default(env.X, 'shop_it') }}"],
    ['', 'it', 'shop_it'],
    [
      '${X-a}',
      "${{ default(default_unset(env.X, 'a'), 'it') }}",
      "${{ default(default_unset(env.X, 'a'), 'shop_it') }}",
    ],
    [
      '$X$Y',
      "${{ default(concat(default(env.X, ''), default(env.Y, '')), 'it') }}",
      "${{ default(concat(default(env.X, ''), default(env.Y, '')), 'shop_it') }}",
    ],
  ])('are the same as in Compose, even if a name is empty: %j', async (name, outside, own) => {
    const existing = {it: {external: true, name}};
    const created = {it: {external: false, name}};
    const drafts = await Promise.all([
      draftOf({networks: ['it']}, {networks: existing}),
      draftOf({networks: ['it']}, {networks: created}),
      draftOf({volumes: ['it:/it']}, {volumes: existing}),
      draftOf({volumes: ['it:/it']}, {volumes: created}),
    ]);
    expect(drafts.map(({tasks}) => tasks)).toMatchObject([
      {it: {network: {external: true, name: outside}}},
      {it: {network: {name: own}}},
      {it: {volume: {external: true, name: outside}}},
      {it: {volume: {keep: true, name: own}}},
    ]);
    expect(drafts.flatMap(({leftOut}) => leftOut)).toEqual([]);
  });
});
