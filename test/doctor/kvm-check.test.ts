import {chmod, chown, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test, vi} from 'vitest';
import type {Host, UserIds} from '../../src/doctor/finding.ts';
import {kvmCheck} from '../../src/doctor/kvm-check.ts';
import {thisMachine} from '../../src/doctor/this-machine.ts';
import type {SmolvmVersion} from '../../src/smolvm/version.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const {signal} = new AbortController();

/** A Linux machine on which root can open /dev/kvm, and `mayOpen` says who else. */
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

describe('as root, /dev/kvm is opened as the user that smolvm drops to', () => {
  test('who may not', async () => {
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
    ['without such a group', {run: async () => ({code: 2, stdout: ''})}, {uid: 2_000_000, gid: 2_000_000}],
    [
      'without `getent`',
      {run: async () => await Promise.reject(new Error('ENOENT'))},
      {uid: 2_000_000, gid: 2_000_000},
    ],
  ])('%s', async (_, more, user) => {
    const mayOpen = vi.fn(() => true);
    expect(await kvmCheck(machineWhere(mayOpen, more), signal)).toMatchObject([{status: 'good'}]);
    expect(mayOpen.mock.calls).toEqual([[user]]);
  });

  test.each<readonly [string, Partial<Host>]>([
    ['bottle is not root', {isRoot: false}],
    ['smolvm is told not to', {env: {SMOLVM_VM_UID_DROP: 'off'}}],
    ['smolvm is older', {askSmolvm: async () => ({version: '1.2.4' as SmolvmVersion})}],
    ['there is no smolvm', {askSmolvm: async () => ({problem: {reason: 'not-found'}})}],
  ])('but not if %s', async (_, more) => {
    expect(
      await kvmCheck(
        machineWhere(() => false, more),
        signal,
      ),
    ).toMatchObject([{status: 'good'}]);
  });
});

describe.skipIf(process.getuid?.() !== 0)('a file, opened as another user', () => {
  test.each([
    ['of root alone', 0o600, 0, 'EACCES'],
    ['of its group', 0o660, 4711, undefined],
    ['of a group that it is not in', 0o660, 0, 'EACCES'],
    ['that can only be read', 0o644, 0, 'EACCES'],
    ['of all', 0o666, 0, undefined],
  ])('%s', async (_, mode, gid, problem) => {
    const dir = await temporaryDirectory();
    const path = join(dir, 'device');
    await writeFile(path, '');
    await Promise.all([chmod(dir, 0o755), chmod(path, mode), chown(path, 0, gid)]);
    expect(await thisMachine(process.env, dir).openProblem(path, {uid: 2_000_000, gid: 4711})).toBe(problem);
  });
});
