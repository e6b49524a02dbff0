import {rm} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {addressIn, buildChild, startChild, type Child} from '../leases/lease-children.ts';
import {temporaryDirectory} from '../support/temporary-directory.ts';
import {stormNumbers} from './seed.ts';

const PROCESSES = 48;
const POOL = '127.0.0.16-127.0.0.31';
const ADDRESSES = 16;
/** The number of leases. */
const LEASES = Number(process.env.BOTTLE_STORM_LEASES ?? 400);
const PATIENT_MS = 1_200_000;

let program = '';

beforeAll(async () => {
  program = await buildChild();
});

afterAll(async () => await rm(join(program, '..'), {recursive: true, force: true}));

test(`${PROCESSES} processes on ${ADDRESSES} addresses, some killed while they hold or wait: no address has two holders`, async () => {
  const random = stormNumbers(30);
  const stateDir = await temporaryDirectory();
  const waiting = new Map<Child, Promise<Child>>();
  const holders = new Map<string, Child>();
  const killed = new Set<Child>();

  const begin = async (): Promise<void> => {
    const child = await startChild(program, stateDir);
    child.send({lease: {pool: POOL, waitMs: PATIENT_MS}});
    const leased = child.next('leased').then(message => {
      const address = addressIn(message);
      // Its address may be leased again from the moment of the kill, before this process notices its end.
      if (killed.has(child)) return child;
      expect(holders.get(address)?.pid).toBeUndefined();
      holders.set(address, child);
      return child;
    });
    waiting.set(child, leased);
  };
  /** Another process may lease the address as soon as its holder is asked to release it. */
  const end = async (address: string, holder: Child): Promise<void> => {
    holders.delete(address);
    if (random() < 0.5) {
      await holder.kill();
    } else {
      holder.send('release');
      await holder.next('released');
    }
  };
  const killWaiter = async (): Promise<void> => {
    const [child] = [...waiting.keys()].slice(Math.floor(random() * waiting.size));
    if (!child) return;
    // The process may be about to lease, or may have just leased.
    void waiting.get(child)?.catch(() => undefined);
    waiting.delete(child);
    killed.add(child);
    for (const [address, holder] of holders) if (holder === child) holders.delete(address);
    await child.kill();
    await begin();
  };

  await Promise.all(Array.from({length: PROCESSES}, begin));
  for (let count = 0; count < LEASES; count++) {
    waiting.delete(await Promise.race(waiting.values()));
    if (random() < 0.1) await killWaiter();
    if (holders.size < ADDRESSES - 2) continue;
    const [entry] = [...holders].slice(Math.floor(random() * holders.size));
    if (entry) await Promise.all([end(...entry), begin()]);
  }
  expect(holders.size).toBeGreaterThan(0);
  // Processes that still wait are killed at the end of the test.
  for (const leased of waiting.values()) void leased.catch(() => undefined);
});
