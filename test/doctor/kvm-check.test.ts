import {chmod, chown, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test, vi} from 'vitest';
import type {Host, UserIds} from '../../src/doctor/finding.ts';
import {kvmCheck} from '../../src/doctor/kvm-check.ts';
import {thisMachine} from '../../src/doctor/this-machine.ts';
import type {SmolvmVersion} from '../../src/smolvm/version.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const {signal} = new AbortController();

/** A Linux machine where root can open /dev/kvm, and other users if `mayOpen` returns true. */
function machineWhere(mayOpen: (as: UserIds) => boolean, more: Partial<Host> = {}): Host {
  return {
    ...thisMachine({}, '/state'),
    isRoot: true,
    run: async () => ({code: 0, stdout: 'kvm:x:108:\n'}),
    openProblem: async (_, as) => (as && !mayOpen(as) ? 'EACCES' : undefined),
    askSmolvm: async () => ({version: '1.2.5' as SmolvmVersion}),
    ...more,
  };
}

describe('as root, /dev/kvm is checked for the user that smolvm drops to', () => {
  test('reports that the user has no access', async () => {
    expect(
      await kvmCheck(
        machineWhere(() => false),
        signal,
      ),
    ).toEqual([
      {
        check: 'kvm',
        status: 'missing',
        found:
          'root can use `/dev/kvm`, but the user that smolvm runs machines as cannot (uid 2000000, group `kvm`: EACCES)',
        fix: '`groupadd -rf kvm && chgrp kvm /dev/kvm && chmod 660 /dev/kvm`, or `SMOLVM_VM_UID_DROP=off` to run machines as root',
      },
    ]);
  });

  test.each<readonly [string, Partial<Host>, UserIds]>([
    ['in the group `kvm`', {}, {uid: 2_000_000, gid: 108}],
    ['without a group `kvm`', {run: async () => ({code: 2, stdout: ''})}, {uid: 2_000_000, gid: 2_000_000}],
    [
      'without `getent`',
      {run: async () => await Promise.reject(new Error('ENOENT'))},
      {uid: 2_000_000, gid: 2_000_000},
    ],
  ])('determines the user: %s', async (_, more, user) => {
    const mayOpen = vi.fn(() => true);
    expect(await kvmCheck(machineWhere(mayOpen, more), signal)).toMatchObject([{status: 'good'}]);
    expect(mayOpen.mock.calls).toEqual([[user]]);
  });

  test.each<readonly [string, Partial<Host>]>([
    ['bottle is not root', {isRoot: false}],
    ['smolvm does not drop privileges', {env: {SMOLVM_VM_UID_DROP: 'off'}}],
    ['smolvm is older', {askSmolvm: async () => ({version: '1.2.4' as SmolvmVersion})}],
    ['smolvm is missing', {askSmolvm: async () => ({problem: {reason: 'not-found'}})}],
  ])('skips the check if %s', async (_, more) => {
    expect(
      await kvmCheck(
        machineWhere(() => false, more),
        signal,
      ),
    ).toMatchObject([{status: 'good'}]);
  });
});

describe.skipIf(process.getuid?.() !== 0)('opening a file as another user', () => {
  test.each([
    ['owned by root only', 0o600, 0, 'EACCES'],
    ["of the user's group", 0o660, 4711, undefined],
    ['of a foreign group', 0o660, 0, 'EACCES'],
    ['that is read-only', 0o644, 0, 'EACCES'],
    ['for all users', 0o666, 0, undefined],
  ])('checks a file %s', async (_, mode, gid, problem) => {
    const dir = await temporaryDirectory();
    const path = join(dir, 'device');
    await writeFile(path, '');
    await Promise.all([chmod(dir, 0o755), chmod(path, mode), chown(path, 0, gid)]);
    expect(await thisMachine(process.env, dir).openProblem(path, {uid: 2_000_000, gid: 4711})).toBe(problem);
  });
});
