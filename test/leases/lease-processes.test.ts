import {readdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {temporaryDirectory} from '../support/temporary-directory.ts';
import {addressIn, buildChild, startChild, type Child} from './lease-children.ts';
import type {Order} from './lease-child.ts';

let program = '';

beforeAll(async () => {
  program = await buildChild();
});

afterAll(async () => await rm(join(program, '..'), {recursive: true, force: true}));

const POOL = '127.0.0.16-127.0.0.31';
const PATIENT_MS = 600_000;

test(
  'twenty processes lease sixteen addresses in turn, and no address ever has two holders',
  {timeout: 60_000},
  async () => {
    const stateDir = await temporaryDirectory();
    const children = await Promise.all(
      Array.from({length: 20}, async () => await startChild(program, stateDir)),
    );
    for (const child of children) child.send({lease: {pool: POOL, waitMs: PATIENT_MS}});

    const holders = new Map<string, Child>();
    const killed: Child[] = [];
    const leased = async (child: Child): Promise<Child> => {
      const address = addressIn(await child.next('leased'));
      expect(holders.get(address)?.pid).toBeUndefined();
      holders.set(address, child);
      return child;
    };
    let waiting = children.map(child => ({child, done: leased(child)}));
    for (let count = 0; count < 20; count++) {
      const holder = await Promise.race(waiting.map(async ({done}) => await done));
      waiting = waiting.filter(({child}) => child !== holder);
      // No address is released before all sixteen are leased.
      if (count < 15) continue;
      const [[address, oldest] = []] = holders;
      if (address === undefined || !oldest) throw new Error('no address is held');
      // Deleted before the release is requested: from then on, another process may lease the address.
      holders.delete(address);
      if (count % 2) {
        oldest.send('release');
        await oldest.next('released');
      } else {
        killed.push(oldest);
        await oldest.kill();
      }
    }
    expect(killed).toHaveLength(2);
    for (const child of holders.values()) child.send('release');
    await Promise.all([...holders.values()].map(async child => await child.next('released')));
    // Only claims of killed processes may be left, if their addresses were not needed again.
    const held = await Promise.all(
      (await readdir(join(stateDir, 'claims/held'))).map(
        async name => await readdir(join(stateDir, 'claims/held', name)),
      ),
    );
    expect(held.flat().length).toBeLessThanOrEqual(killed.length);
  },
);

test(
  'the address of a killed process is leased by exactly one of many others',
  {timeout: 60_000},
  async () => {
    const stateDir = await temporaryDirectory();
    const order: Order = {lease: {pool: '127.0.0.16-127.0.0.16', waitMs: 0}};
    const [holder, ...others] = await Promise.all(
      Array.from({length: 9}, async () => await startChild(program, stateDir)),
    );
    if (!holder) throw new Error('no child');
    holder.send(order);
    expect(addressIn(await holder.next('leased'))).toBe('127.0.0.16');

    for (const child of others) child.send(order);
    const early = await Promise.all(others.map(async child => await child.next('failed')));
    expect(new Set(early.map(message => JSON.stringify(message)))).toEqual(
      new Set(['{"failed":"pool-exhausted"}']),
    );

    await holder.kill();
    for (const child of others) child.send(order);
    const results = await Promise.all(others.map(async child => await child.next('leased', 'failed')));
    expect(results.map(message => JSON.stringify(message)).sort()).toEqual([
      ...Array.from({length: 7}, () => '{"failed":"pool-exhausted"}'),
      '{"leased":"127.0.0.16"}',
    ]);
    const retired = others
      .flatMap(child => child.seen)
      .filter(message => typeof message === 'object' && 'retired' in message);
    expect(new Set(retired.map(message => JSON.stringify(message)))).toEqual(
      new Set([`{"retired":${holder.pid}}`]),
    );
  },
);
