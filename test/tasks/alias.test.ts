import {describe, expect, test} from 'vitest';
import type {AddressLeases} from '../../src/leases/address-leases.ts';
import type {LeaseRequest} from '../../src/leases/lease-request.ts';
import type {Claim} from '../../src/leases/claim-store.ts';
import type {AliasTask} from '../../src/schema/tasks/alias.ts';
import {alias} from '../../src/tasks/alias.ts';
import type {DownContext, UpContext} from '../../src/tasks/task-context.ts';
import type {Values} from '../../src/values/value-source.ts';

// The keys of an alias cannot contain references, so the values are not used.
const values = {} as Values;
const resolved = (source: AliasTask['alias']) => alias.resolve({alias: source}, values);

test('has its name, lifetime, outputs and summary', () => {
  expect(alias).toMatchObject({name: 'alias', probeTargets: []});
  expect([alias.lifetime({alias: {}}), alias.keepsRunAlive({alias: {}})]).toEqual(['service', false]);
  expect(alias.outputs({alias: {}})).toEqual(['ip']);
  expect(alias.impliedNeeds({alias: {}})).toEqual([]);
  expect(alias.summary({alias: {}}, values)).toBe('lease an address of 127.0.0.16-127.0.0.31');
  expect(alias.summary({alias: {pool: '127.0.0.2-127.0.0.3'}}, values)).toBe(
    'lease an address of 127.0.0.2-127.0.0.3',
  );
});

describe('pool', () => {
  test('has sixteen addresses by default', () => {
    const {pool} = resolved({});
    expect([pool.text, pool.addresses.length, pool.addresses[0]]).toEqual([
      '127.0.0.16-127.0.0.31',
      16,
      '127.0.0.16',
    ]);
  });

  test('can be set', () => {
    expect(resolved({pool: '127.0.0.2-127.0.0.3'}).pool.addresses).toEqual(['127.0.0.2', '127.0.0.3']);
  });

  test.each([
    [undefined, []],
    ['127.0.0.2-127.0.0.3', []],
    ['127.0.0.3-127.0.0.2', ['the first address comes after the last one, write `127.0.0.2-127.0.0.3`']],
    ['127.0.0.3-127.0.0.300', ['each part of an address is at most 255, found `300`']],
    ['127.0.0.0-127.1.0.0', ['a pool has at most 4096 addresses, found 65537']],
  ])('is checked: %s', (pool, messages) => {
    const mistakes = alias.validate({alias: pool === undefined ? {} : {pool}}, () => undefined);
    expect(mistakes).toEqual(messages.map(message => ({key: ['alias', 'pool'], message})));
  });
});

test.each([
  [undefined, 0],
  ['30s', 30_000],
])('wait defaults to 0: %s', (wait, expected) => {
  expect(resolved(wait === undefined ? {} : {wait}).waitMs).toBe(expected);
});

describe('bring-up and teardown', () => {
  test('leases for this run and task, and records the claim before creating it', async () => {
    const log: unknown[] = [];
    const asked: Partial<LeaseRequest>[] = [];
    const leases = fakeLeases(log, {
      async lease(request) {
        asked.push(request);
        request.report('waiting for an address');
        await request.record({claim: '127.0.0.16', nonce: 'n1'});
        log.push('claimed');
        return {address: '127.0.0.16', claim: {claim: '127.0.0.16', nonce: 'n1'}};
      },
    });
    const {signal} = new AbortController();
    const context = {
      task: 'address',
      run: {id: 'r1', name: 'demo', dir: '/state/runs/r1'},
      file: {path: '/work/bottle.yaml', dir: '/work'},
      signal,
      record: async (made: unknown) => void log.push(made),
      report: (doing: string) => void log.push(doing),
      services: {leases},
    } as unknown as UpContext;
    const spec = resolved({pool: '127.0.0.16-127.0.0.16', wait: '1s'});

    expect(await alias.up(spec, context)).toEqual({outputs: {ip: '127.0.0.16'}, subject: {}});
    expect(asked).toMatchObject([{...spec, run: 'r1', file: '/work/bottle.yaml', task: 'address', signal}]);
    expect(log).toEqual([
      'waiting for an address',
      {made: 'lease', claim: '127.0.0.16', nonce: 'n1'},
      'claimed',
    ]);
  });

  const made = [
    {made: 'lease', claim: '127.0.0.16', nonce: 'n1'},
    {made: 'file', path: '/somebody/elses'},
    {made: 'lease', claim: '127.0.0.17', nonce: 'n2'},
  ] as const;

  test('releases recorded claims', async () => {
    const log: unknown[] = [];
    expect(await alias.down(made, {services: {leases: fakeLeases(log)}} as unknown as DownContext)).toEqual(
      [],
    );
    expect(log).toEqual([
      {claim: '127.0.0.16', nonce: 'n1'},
      {claim: '127.0.0.17', nonce: 'n2'},
    ]);
  });

  test('reports claims that cannot be released', async () => {
    const leases = fakeLeases([], {
      release: async ({nonce}) => (nonce === 'n1' ? await Promise.reject(new Error('EROFS')) : undefined),
    });
    expect(await alias.down(made, {services: {leases}} as unknown as DownContext)).toEqual([
      {what: 'address 127.0.0.16', why: 'EROFS', command: "rm '/claims/127.0.0.16/n1'"},
    ]);
  });
});

function fakeLeases(log: unknown[], parts: Partial<AddressLeases> = {}): AddressLeases {
  return {
    lease: async () => await Promise.reject(new Error('not expected')),
    claim: async () => await Promise.reject(new Error('not expected')),
    release: async (claim: Claim) => void log.push(claim),
    restore: async () => await Promise.resolve([]),
    fileOf: ({claim, nonce}) => `/claims/${claim}/${nonce}`,
    ...parts,
  };
}
