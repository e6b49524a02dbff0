import {readdirSync} from 'node:fs';
import {beforeEach, expect, test, vi} from 'vitest';
import {livingDescendants} from '../../src/processes/descendants.ts';
import {identify} from '../../src/processes/process-identity.ts';
import {holdersAmong} from '../../src/processes/socket-holders.ts';

vi.mock('node:fs', async original => {
  const real = await original<typeof import('node:fs')>();
  return {...real, readdirSync: vi.fn()};
});

const refuse = (code: string): void => {
  vi.mocked(readdirSync).mockImplementation(() => {
    throw Object.assign(new Error(code), {code});
  });
};

beforeEach(() => void vi.mocked(readdirSync).mockReset());

test.each(['EMFILE', 'ENFILE'])('%s does not mean that a process has no sockets', async code => {
  refuse(code);
  await expect(holdersAmong([{pid: process.pid}], ['1'])).rejects.toMatchObject({code});
});

test.runIf(process.platform === 'linux')('EMFILE does not mean that a process has no children', async () => {
  const self = await identify(process.pid);
  refuse('EMFILE');
  const walk = async (): Promise<void> => {
    for await (const found of livingDescendants(self ? [self] : [])) expect(found.pid).toBe(process.pid);
  };
  await expect(walk()).rejects.toMatchObject({code: 'EMFILE'});
});

test.each(['ENOENT', 'EACCES'])('%s means that there is nothing to read', async code => {
  refuse(code);
  expect(await holdersAmong([{pid: process.pid}], ['1'])).toEqual(new Map());
});
