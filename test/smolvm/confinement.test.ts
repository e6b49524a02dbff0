import {describe, expect, test} from 'vitest';
import {droppedEntries, rangeOf, reachWarnings, unconfined} from '../../src/smolvm/confinement.ts';
import type {MachineRequest} from '../../src/smolvm/machine-request.ts';
import type {SmolvmVersion} from '../../src/smolvm/version.ts';
import {requestWith} from './request-with.ts';

const NOT_ENFORCED = 'does not enforce allow-lists (1.1.3 and newer do)';
const DROPPED = 'drops the allow-lists of a machine created `from` an artifact (1.8.0 and newer keep them)';

const UNKNOWN = 'does not support `deny_cidrs` (1.31.0 and newer do)';

const lists = {
  denied: {denyCidrs: ['10.0.0.1/32']},
  'denied, from': {denyCidrs: ['10.0.0.1/32'], from: '/a'},
  'no list': {},
  addresses: {allowCidrs: ['10.0.0.1/32']},
  names: {allowHosts: ['a.example']},
  'addresses, from': {allowCidrs: ['10.0.0.1/32'], from: '/a'},
  'names, from': {allowHosts: ['a.example'], from: '/a'},
  'no list, from': {from: '/a', net: true},
} satisfies Readonly<Record<string, Partial<MachineRequest>>>;

test.each<readonly [string, keyof typeof lists, string | undefined]>([
  ['0.8.0', 'no list', undefined],
  ['0.8.0', 'no list, from', undefined],
  ['0.8.0', 'addresses', NOT_ENFORCED],
  ['1.1.2', 'names', NOT_ENFORCED],
  ['1.1.2', 'addresses, from', NOT_ENFORCED],
  ['1.1.3', 'addresses', undefined],
  ['1.1.3', 'names', undefined],
  ['1.1.3', 'addresses, from', DROPPED],
  ['1.7.7', 'names, from', DROPPED],
  ['1.8.0', 'addresses, from', undefined],
  ['1.22.2', 'names, from', undefined],
  ['0.8.0', 'denied', UNKNOWN],
  ['1.29.1', 'denied', UNKNOWN],
  ['1.31.0', 'denied', undefined],
  ['1.31.0', 'denied, from', undefined],
])('smolvm %s, %s', (version, list, why) => {
  const found = unconfined(requestWith(lists[list]), version as SmolvmVersion);
  expect(found).toBe(why && `smolvm ${version} ${why}`);
});

const status = {state: 'created', cpus: 4, memory_mib: 8192, pid: null, mounts: 0, ports: 0, network: true};

test.each<readonly [string, Partial<MachineRequest>, object, string | undefined]>([
  ['1.27.3', {}, {}, undefined],
  ['1.27.3', {allowCidrs: ['10.0.0.1']}, {allowed_cidrs: ['10.0.0.1/32']}, undefined],
  ['1.27.3', {allowCidrs: ['10.1.2.3/8']}, {allowed_cidrs: ['10.0.0.0/8']}, undefined],
  ['1.27.3', {allowCidrs: ['2001:DB8:0::/32']}, {allowed_cidrs: ['2001:db8::/32']}, undefined],
  [
    '1.27.3',
    {allowHosts: ['A.example']},
    {allowed_cidrs: ['10.0.0.1/32'], allowed_hosts: ['a.example']},
    undefined,
  ],
  ['1.27.3', {allowCidrs: ['10.0.0.1']}, {allowed_cidrs: ['10.0.0.2/32', '10.0.0.1/32']}, undefined],
  ['1.27.3', {allowCidrs: ['10.0.0.1']}, {}, '`10.0.0.1`'],
  ['1.27.3', {allowCidrs: ['10.0.0.1']}, {allowed_cidrs: ['10.0.0.0/8']}, '`10.0.0.1`'],
  ['1.27.3', {allowCidrs: ['10.0.0.1', '::1']}, {allowed_cidrs: ['10.0.0.1/32']}, '`::1`'],
  ['1.27.3', {allowHosts: ['a.example']}, {allowed_cidrs: ['10.0.0.1/32']}, '`a.example`'],
  ['1.32.2', {allowCidrs: ['10.0.0.1'], allowHosts: ['a.example']}, {}, '`10.0.0.1`, `a.example`'],
  ['1.27.2', {allowCidrs: ['10.0.0.1']}, {}, undefined],
])('finds entries that smolvm %s has dropped from %j in %j', (version, request, shown, dropped) => {
  const found = droppedEntries(requestWith(request), {...status, ...shown}, version as SmolvmVersion);
  expect(found).toBe(dropped && `smolvm ${version} dropped ${dropped} from its allow-lists`);
});

describe('misleading entries of allow-lists', () => {
  const itself = (cidr: string) =>
    `\`allow_cidrs\` entry \`${cidr}\` cannot be reached: in the guest, it is the guest itself; on Linux, allow the container's own address (\`\${{ tasks.name.ip }}/32\`)`;
  const denied = (cidr: string) =>
    `\`allow_cidrs\` entry \`${cidr}\` cannot be reached: smolvm denies link-local addresses`;
  const opens = (cidr: string) =>
    `\`allow_cidrs\` entry \`${cidr}\` opens every port of this machine's 127.0.0.1: 100.96.0.1 is relayed there`;
  const noRelay = "smolvm 1.7.1 does not relay 100.96.0.1 to this machine's 127.0.0.1 (1.7.2 and newer do)";

  test.each<readonly [string, string, readonly string[]]>([
    ['1.9.3', '172.17.0.2/32', []],
    ['1.9.3', '126.0.0.0/8', []],
    ['1.9.3', '2001:db8::/32', []],
    ['1.9.3', 'no address', []],
    ['1.9.3', '127.0.0.16/32', [itself('127.0.0.16/32')]],
    ['1.9.3', '127.0.0.16', [itself('127.0.0.16')]],
    ['1.9.3', '127.0.0.0/8', [itself('127.0.0.0/8')]],
    ['1.9.3', '::1', [itself('::1')]],
    ['1.9.3', '169.254.169.254/32', [denied('169.254.169.254/32')]],
    ['1.9.3', 'fe80::1/64', [denied('fe80::1/64')]],
    ['1.9.3', '100.96.0.1/32', [opens('100.96.0.1/32')]],
    ['1.9.3', '100.96.0.1', [opens('100.96.0.1')]],
    ['1.9.3', '100.64.0.0/10', [opens('100.64.0.0/10')]],
    ['1.9.3', '0.0.0.0/0', [opens('0.0.0.0/0')]],
    ['1.9.3', '127.0.0.0/1', [opens('127.0.0.0/1')]],
    ['1.9.3', '::/0', []],
    ['1.7.2', '100.96.0.1', [opens('100.96.0.1')]],
    ['1.7.1', '100.96.0.1', [noRelay]],
    ['1.7.1', '127.0.0.16/32', [itself('127.0.0.16/32')]],
    ['1.1.2', '127.0.0.16/32', []],
    ['1.1.2', '0.0.0.0/0', []],
  ])('are reported for smolvm %s, %s', (version, cidr, warnings) => {
    expect(reachWarnings(requestWith({allowCidrs: [cidr]}), version as SmolvmVersion)).toEqual(warnings);
  });

  test.each<readonly [string, readonly string[], readonly string[]]>([
    [
      '10.0.0.1',
      ['10.0.0.0/8'],
      ['`allow_cidrs` entry `10.0.0.1` cannot be reached: `deny_cidrs` denies it'],
    ],
    ['10.0.0.0/8', ['10.0.0.1'], []],
    ['0.0.0.0/0', ['100.96.0.1/32'], []],
    ['0.0.0.0/0', ['::/0', '10.0.0.1'], [opens('0.0.0.0/0')]],
  ])('are reported for %s with the deny-list %j', (cidr, denyCidrs, warnings) => {
    const request = requestWith({allowCidrs: [cidr], denyCidrs});
    expect(reachWarnings(request, '1.31.0' as SmolvmVersion)).toEqual(warnings);
  });

  test('are reported separately', () => {
    const request = requestWith({allowCidrs: ['127.0.0.1', '10.0.0.0/8', '0.0.0.0/0']});
    expect(reachWarnings(request, '1.9.3' as SmolvmVersion)).toEqual([
      itself('127.0.0.1'),
      opens('0.0.0.0/0'),
    ]);
  });
});

test.each([
  ['10.0.0.1', true],
  ['10.0.0.0/8', true],
  ['10.0.0.0/0', true],
  ['::1', true],
  ['fe80::/10', true],
  ['::/128', true],
  ['10.0.0.0/33', false],
  ['::/129', false],
  ['10.0.0/8', false],
  ['10.0.0.256', false],
  ['10.0.0.1/', false],
  ['10.0.0.1/8/8', false],
  ['10.0.0.1/x', false],
  ['example.org', false],
  ['', false],
])('%j is an address range: %s', (text, isRange) => {
  expect(rangeOf(text) !== undefined).toBe(isRange);
});
