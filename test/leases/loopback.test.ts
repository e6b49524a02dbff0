import {expect, test} from 'vitest';
import {ensureAddress} from '../../src/leases/loopback.ts';
import {TaskError} from '../../src/vocabulary/failure.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';

const task = 'address' as TaskName;
const add = 'sudo -n ifconfig lo0 alias 127.0.0.17';
const missing = {
  reason: 'alias-missing',
  task,
  address: '127.0.0.17',
  command: 'sudo ifconfig lo0 alias 127.0.0.17',
};

test.each([
  [
    'Linux routes all addresses',
    {platform: 'linux', there: false, rights: false},
    {ran: [], failure: undefined},
  ],
  ['macOS has the alias', {platform: 'darwin', there: true, rights: false}, {ran: [], failure: undefined}],
  [
    'macOS allows bottle to add the alias',
    {platform: 'darwin', there: false, rights: true},
    {ran: [add], failure: undefined},
  ],
  [
    'macOS does not allow bottle to add the alias',
    {platform: 'darwin', there: false, rights: false},
    {ran: [add], failure: missing},
  ],
] as const)('%s', async (_, {platform, there, rights}, expected) => {
  const ran: string[] = [];
  const host = {
    platform,
    hasAddress: (address: string) => there && address === '127.0.0.17',
    runCommand: async (argv: readonly string[]) => ran.push(argv.join(' ')) > 0 && rights,
  };
  const error: unknown = await ensureAddress('127.0.0.17', task, host).catch((it: unknown) => it);
  expect({ran, failure: error instanceof TaskError ? error.failure : error}).toEqual(expected);
});

test('works on this machine', async () => {
  // 127.0.0.1 exists on every system.
  await ensureAddress('127.0.0.1', task);
});
