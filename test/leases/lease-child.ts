import {setTimeout as timer} from 'node:timers/promises';
import {createAddressLeases} from '../../src/leases/address-leases.ts';
import type {Lease} from '../../src/leases/lease-request.ts';
import {parsePool} from '../../src/leases/address-pool.ts';
import {openClaimStore} from '../../src/leases/claim-store.ts';
import {isDead, thisProcess} from '../../src/state/owner.ts';
import {createRun} from '../../src/state/run-directory.ts';
import {claimsDirectory} from '../../src/state/state-directory.ts';
import {TaskError} from '../../src/vocabulary/failure.ts';
import type {Clock} from '../../src/vocabulary/clock.ts';
import type {TaskName} from '../../src/vocabulary/ids.ts';

/** Messages from the test to the child process: lease an address, or release it. */
export type Order = {readonly lease: {readonly pool: string; readonly waitMs: number}} | 'release';

/** Messages from the child process to the test. */
export type Message =
  'up' | {readonly leased: string} | {readonly failed: unknown} | {readonly retired: number} | 'released';

/** A process with its own run that leases an address on request and holds it until asked to release it. */
const stateDir = process.argv[2] ?? '';
const here = await thisProcess();
const run = await createRun(stateDir, {
  file: '/bottle.yaml',
  name: 'child',
  runName: 'child',
  bottle: '0.0.0',
  tasks: [],
  here,
  stillMade: () => [],
  onHeartbeatLost: () => undefined,
});
const task = 'address' as TaskName;
const clock: Clock = {
  now: () => performance.now(),
  sleep: async (ms, signal) => await timer(ms, undefined, {signal}).catch(() => undefined),
  deadline: () => ({signal: new AbortController().signal, cancel: () => undefined}),
};
const leases = createAddressLeases({
  store: openClaimStore(claimsDirectory(stateDir)),
  lockPath: `${claimsDirectory(stateDir)}/addresses`,
  here,
  clock,
  isDead: async owner => await isDead(owner, {stateDir, here}),
  async recoverRun(owner) {
    send({retired: owner.pid});
    return true;
  },
  occupied: async () => new Map(),
  ensureAddress: async () => undefined,
});

let lease: Lease | undefined;

async function obey(order: Order): Promise<void> {
  if (order === 'release') {
    if (lease) await leases.release(lease.claim);
    await run.close();
    send('released');
    process.disconnect();
    return;
  }
  lease = await leases.lease({
    pool: parsePool(order.lease.pool),
    ...{run: run.id, file: '/bottle.yaml', task, waitMs: order.lease.waitMs},
    signal: new AbortController().signal,
    record: async claim => await run.journal.append({entry: 'made', task, record: {made: 'lease', ...claim}}),
    report: () => undefined,
  });
  send({leased: lease.address});
}

function send(message: Message): void {
  process.send?.(message);
}

process.on('message', order => {
  obey(order as Order).catch((error: unknown) => {
    send({failed: error instanceof TaskError ? error.failure.reason : String(error)});
  });
});
send('up');
