// A process that repeatedly leases and releases: `lease-driver HOW STATE_DIR HOLD_MS` reads `START_AT END_AT`
// (milliseconds since the epoch) from stdin and prints a DriverReport as JSON. Bundled before it runs, since it imports
// src.
import {closeSync, mkdirSync, openSync, unlinkSync} from 'node:fs';
import {mkdir, rmdir} from 'node:fs/promises';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {setTimeout as sleep} from 'node:timers/promises';
import lockfile from 'proper-lockfile';
import {createAddressLeases, type AddressLeases} from '../src/leases/address-leases.ts';
import {parsePool} from '../src/leases/address-pool.ts';
import {openClaimStore} from '../src/leases/claim-store.ts';
import type {LeaseRequest} from '../src/leases/lease-request.ts';
import {systemClock} from '../src/processes/system-clock.ts';
import type {ProcessPlace} from '../src/processes/process-identity.ts';
import {isDead, thisProcess} from '../src/state/owner.ts';
import type {RunId, TaskName} from '../src/vocabulary/ids.ts';
import type {DriverReport, Wait} from './lease-report.ts';

const pool = parsePool('127.0.0.16-127.0.0.31');
const [how = '', stateDir = '', holdMs] = process.argv.slice(2);

interface Taken {
  readonly address: string;
  giveBack(): Promise<void>;
}

type Take = () => Promise<Taken>;

/** Ways to take one of the pool's addresses; each returns the address and a function to release it. */
const ways: Readonly<Record<string, () => Promise<Take>>> = {
  bottle: async () => {
    const here = await thisProcess();
    const leases = bottleLeases(here);
    const request: LeaseRequest = {
      ...{pool, run: `bench-${process.pid}` as RunId, file: '/bench', task: 'bench' as TaskName},
      ...{waitMs: 60_000, signal: new AbortController().signal},
      record: async () => undefined,
      report: () => undefined,
    };
    return async () => {
      const {address, claim} = await leases.lease(request);
      return {address, giveBack: async () => await leases.release(claim)};
    };
  },
  // The simplest exclusive lock: it has no owner, so a crash leaves it taken forever.
  mkdir: async () =>
    await scan(async path => ((await succeeds(mkdir(path))) ? async () => await rmdir(path) : undefined)),
  'proper-lockfile': async () =>
    await scan(async path => await lockfile.lock(path, {realpath: false}).catch(() => undefined)),
};

function bottleLeases(here: ProcessPlace): AddressLeases {
  return createAddressLeases({
    store: openClaimStore(join(stateDir, 'claims')),
    lockPath: join(stateDir, 'leases'),
    here,
    clock: systemClock,
    isDead: async owner => await isDead(owner, {stateDir, here}),
    recoverRun: async () => true,
    occupied: async () => new Map(),
    ensureAddress: async () => undefined,
  });
}

/** Takes the lowest address that `tryTake` gets; retries after 5 ms if there is none. */
async function scan(tryTake: (path: string) => Promise<(() => Promise<void>) | undefined>): Promise<Take> {
  const folder = join(stateDir, 'scan');
  mkdirSync(folder, {recursive: true});
  return async () => {
    for (;;) {
      for (const address of pool.addresses) {
        const giveBack = await tryTake(join(folder, address));
        if (giveBack) return {address, giveBack};
      }
      await sleep(5);
    }
  };
}

async function succeeds(done: Promise<unknown>): Promise<boolean> {
  return await done.then(
    () => true,
    () => false,
  );
}

const take = await (ways[how] ?? unknownWay)();
const [startAt = 0, endAt = 0] = (await text(process.stdin)).split(' ').map(Number);
await sleep(startAt - Date.now());
const waits: Wait[] = [];
let doubles = 0;
while (Date.now() < endAt) {
  const startedAt = performance.now();
  const {address, giveBack} = await take();
  const takenMs = performance.now() - startedAt;
  if (!mark(address)) doubles++;
  if (Number(holdMs) > 0) await sleep(Number(holdMs));
  unmark(address);
  const givenAt = performance.now();
  await giveBack();
  waits.push({takenMs, givenMs: performance.now() - givenAt});
}
console.log(JSON.stringify({waits, doubles} satisfies DriverReport));

function unknownWay(): never {
  throw new Error(`unknown way \`${how}\``);
}

/** Whether no other process has the address: the file is created with O_EXCL. */
function mark(address: string): boolean {
  try {
    closeSync(openSync(join(stateDir, `holder-${address}`), 'wx'));
    return true;
  } catch {
    return false;
  }
}

function unmark(address: string): void {
  try {
    unlinkSync(join(stateDir, `holder-${address}`));
  } catch {
    // Another process also had the address and was faster; `mark` has counted that.
  }
}
