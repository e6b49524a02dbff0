import {existsSync} from 'node:fs';
import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {createAddressLeases} from '../../src/leases/address-leases.ts';
import type {LeaseRequest, LeaseServices} from '../../src/leases/lease-request.ts';
import {parsePool} from '../../src/leases/address-pool.ts';
import {openClaimStore} from '../../src/leases/claim-store.ts';
import type {Owner} from '../../src/state/owner.ts';
import {TaskError} from '../../src/vocabulary/failure.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';
import {hastyClock} from '../support/hasty-clock.ts';
import {ownerWith} from '../support/owners.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';

const {run, file, task, ...here} = {task: 'address' as TaskName, ...ownerWith()};
const DEAD = 666;

describe('leasing a free address', () => {
  test('returns the lowest one, including released ones', async () => {
    const {leases, request} = await rig();
    const first = await leases.lease(request());
    const second = await leases.lease(request());
    expect([first.address, second.address]).toEqual(['127.0.0.16', '127.0.0.17']);
    await leases.release(first.claim);
    expect((await leases.lease(request())).address).toBe('127.0.0.16');
  });

  test('returns different addresses to concurrent requests for the whole pool', async () => {
    const {services, leases, request} = await rig('127.0.0.16-127.0.0.31');
    // Half of the leases simulate another process.
    const others = createAddressLeases({...services, store: openClaimStore(services.dir)});
    const all = Array.from(
      {length: 16},
      async (_, index) => await (index % 2 ? leases : others).lease(request()),
    );
    expect(new Set((await Promise.all(all)).map(lease => lease.address)).size).toBe(16);
  });

  test('works even if the lock cannot be acquired', async () => {
    const {services, request} = await rig('127.0.0.16-127.0.0.23');
    await mkdir(`${services.lockPath}.lock`);
    const processes = Array.from({length: 8}, () =>
      createAddressLeases({...services, store: openClaimStore(services.dir)}),
    );
    const leases = await Promise.all(processes.map(async it => await it.lease(request())));
    expect(new Set(leases.map(lease => lease.address)).size).toBe(8);
  });

  test('skips an address that something else uses', async () => {
    const {leases, request} = await rig('127.0.0.16-127.0.0.18', {
      occupied: async () => new Map([['127.0.0.16', 'container web']]),
    });
    expect((await leases.lease(request())).address).toBe('127.0.0.17');
  });

  test('records a claim before creating it', async () => {
    const {services, leases, request} = await rig();
    const seen: unknown[] = [];
    const record: LeaseRequest['record'] = async claim =>
      void seen.push(claim, await services.store.holder(claim.claim));
    const {claim} = await leases.lease(request({record}));
    expect(seen).toEqual([claim, undefined]);
    expect(await services.store.holder('127.0.0.16')).toEqual({...claim, owner: ownerWith({task})});
  });

  test('claims nothing if recording fails', async () => {
    const {services, leases, request} = await rig();
    const record = async () => await Promise.reject(new Error('no space'));
    await expect(leases.lease(request({record}))).rejects.toThrow('no space');
    expect(await services.store.holder('127.0.0.16')).toBeUndefined();
  });

  test('releases an address that the machine does not route', async () => {
    const failure = {reason: 'alias-missing', task, address: '127.0.0.16', command: 'sudo …'} as const;
    const {services, leases, request} = await rig('127.0.0.16-127.0.0.17', {
      ensureAddress: async () => await Promise.reject(new TaskError(failure)),
    });
    expect(await failureOf(leases.lease(request()))).toEqual(failure);
    expect(await services.store.holder('127.0.0.16')).toBeUndefined();
  });
});

describe('leasing from an exhausted pool', () => {
  test('fails with an error that names the holders', async () => {
    const {services, leases, request} = await rig('127.0.0.16-127.0.0.18', {
      occupied: async () => new Map([['127.0.0.17', 'container web']]),
    });
    await leases.lease(request());
    await services.store.tryClaim('127.0.0.18', ownerWith({task: 'other' as TaskName, pid: 12}));
    expect(await failureOf(leases.lease(request()))).toEqual({
      reason: 'pool-exhausted',
      task: 'address',
      pool: '127.0.0.16-127.0.0.18',
      waitedMs: 0,
      holders: [
        {address: '127.0.0.16', by: 'run', isDead: false, run, task: 'address', file, pid: 4711},
        {address: '127.0.0.17', by: 'other', what: 'container web'},
        {address: '127.0.0.18', by: 'run', isDead: false, run, task: 'other', file, pid: 12},
      ],
    });
  });

  test('waits until its limit, at the pace of probes', async () => {
    const {clock, leases, request} = await rig('127.0.0.16-127.0.0.16');
    await leases.lease(request());
    const doing = new Set<string>();
    const failure = await failureOf(leases.lease(request({waitMs: 60_000, report: text => doing.add(text)})));
    expect(failure).toMatchObject({reason: 'pool-exhausted', waitedMs: 60_000});
    expect([...doing]).toEqual(['waiting for a free address in 127.0.0.16-127.0.0.16']);
    expect(clock.slept[0]).toBe(5);
    expect(Math.max(...clock.slept)).toBe(250);
    expect(clock.slept.length).toBeLessThan(450);
  });

  test('returns the next released address', async () => {
    const {leases, request} = await rig('127.0.0.16-127.0.0.16');
    const first = await leases.lease(request());
    const report = (): void => void leases.release(first.claim);
    expect((await leases.lease(request({waitMs: 60_000, report}))).address).toBe('127.0.0.16');
  });

  test('can be cancelled', async () => {
    const {leases, request} = await rig('127.0.0.16-127.0.0.16');
    await leases.lease(request());
    const stop = new AbortController();
    const report = (): void => stop.abort(new Error('stop'));
    await expect(leases.lease(request({waitMs: 60_000, signal: stop.signal, report}))).rejects.toThrow(
      'stop',
    );
  });
});

describe('leasing an address of a dead owner', () => {
  test('is avoided if another address is free', async () => {
    const {services, leases, request} = await rig();
    await services.store.tryClaim('127.0.0.16', ownerWith({pid: DEAD}));
    expect((await leases.lease(request())).address).toBe('127.0.0.17');
  });

  test('cleans up the leftovers first, without holding the lock', async () => {
    const seen: unknown[] = [];
    const {services, leases, request} = await rig('127.0.0.16-127.0.0.16', {
      async recoverRun(owner) {
        seen.push(
          owner.pid,
          (await services.store.holder('127.0.0.16'))?.owner?.pid,
          existsSync(`${services.lockPath}.lock`),
        );
        return true;
      },
    });
    await services.store.tryClaim('127.0.0.16', ownerWith({pid: DEAD}));
    expect((await leases.lease(request())).address).toBe('127.0.0.16');
    expect(seen).toEqual([DEAD, DEAD, false]);
  });

  test('works if the cleanup has already released the claim', async () => {
    const {services, leases, request} = await rig('127.0.0.16-127.0.0.16', {
      async recoverRun() {
        const held = await services.store.holder('127.0.0.16');
        if (held) await services.store.release(held);
        return true;
      },
    });
    await services.store.tryClaim('127.0.0.16', ownerWith({pid: DEAD}));
    expect((await leases.lease(request())).address).toBe('127.0.0.16');
  });

  test('tries the next one if a cleanup fails, and keeps the address claimed', async () => {
    const retired: string[] = [];
    const {services, leases, request} = await rig('127.0.0.16-127.0.0.17', {
      recoverRun: async owner => retired.push(owner.file) > 0 && owner.file === 'good',
    });
    await services.store.tryClaim('127.0.0.16', ownerWith({pid: DEAD, file: 'bad'}));
    await services.store.tryClaim('127.0.0.17', ownerWith({pid: DEAD, file: 'good'}));
    expect((await leases.lease(request())).address).toBe('127.0.0.17');
    expect(await failureOf(leases.lease(request({waitMs: 500})))).toMatchObject({reason: 'pool-exhausted'});
    // One cleanup attempt for each of the two leases, however often the second one polled.
    expect(retired).toEqual(['bad', 'good', 'bad']);
  });

  test('needs no cleanup if the claim is unreadable', async () => {
    const {services, leases, request} = await rig('127.0.0.16-127.0.0.16');
    await mkdir(join(services.dir, 'held', '127.0.0.16'), {recursive: true});
    await writeFile(join(services.dir, 'held', '127.0.0.16', 'n'), 'half');
    expect((await leases.lease(request())).address).toBe('127.0.0.16');
  });
});

async function rig(pool = '127.0.0.16-127.0.0.17', parts: Partial<LeaseServices> = {}) {
  const dir = await temporaryDirectory();
  const clock = hastyClock();
  const services = {
    dir,
    store: openClaimStore(dir),
    lockPath: join(dir, 'addresses'),
    here,
    clock,
    isDead: async (owner: Owner) => owner.pid === DEAD,
    recoverRun: async () => await Promise.reject(new Error('nobody is dead')),
    occupied: async () => new Map<string, string>(),
    ensureAddress: async () => undefined,
    ...parts,
  };
  const request = (facts: Partial<LeaseRequest> = {}): LeaseRequest => ({
    pool: parsePool(pool),
    ...{run, file, task},
    waitMs: 0,
    signal: new AbortController().signal,
    record: async () => undefined,
    report: () => undefined,
    ...facts,
  });
  return {services, clock, leases: createAddressLeases(services), request};
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  const error: unknown = await promise.then(
    () => 'no error',
    (it: unknown) => it,
  );
  return error instanceof TaskError ? error.failure : error;
}
