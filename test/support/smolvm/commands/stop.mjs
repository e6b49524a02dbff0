import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {ask} from '../agent.mjs';
import {Failure} from '../problems.mjs';
import {bootProcesses, hasEnded, lives, signal} from '../processes.mjs';

/** Stops a machine. Succeeds if it is not running, and fails if it is unknown. */
export async function perform(call) {
  const {store, places, traits, caller, print, complain} = call;
  const name = call.name ?? 'default';
  if (!store.find(name) && !traits.stopKnowsUnknown) {
    print(`Machine '${name}' not found or not running`);
    return 0;
  }
  const row = store.get(name);
  if (!['running', 'unreachable'].includes(row.state) || !lives(row)) return await reap(call, row);
  print(`Stopping machine '${name}'...`);
  await stopMachine(call, row);
  store.change(name, {state: 'stopped', pid: null});
  print(`Stopped machine: ${name}`);
  return 0;

  /** A process whose start was killed is not in the record. */
  async function reap({traits}, {state}) {
    for (const pid of bootProcesses(places.machine(name))) {
      if (traits.tellsOfOrphans)
        complain(`Killing orphaned _boot-vm process (PID ${pid}) for machine '${name}'`);
      signal(pid, 'SIGKILL');
      await caller.whileAlive(hasEnded(pid, 3000));
    }
    const now = state === 'created' ? state : 'stopped';
    store.change(name, {state: now, pid: null});
    print(`Machine '${name}' is not running (state: ${now})`);
    return 0;
  }
}

/** Asks the machine to shut down, then kills it. */
export async function stopMachine(call, {name, pid}) {
  const {places, settings, timeout, caller} = call;
  const endsIn = ms => caller.whileAlive(hasEnded(pid, ms));
  const dir = places.machine(name);
  if (settings.stopHangs === 'always') caller.ignoreTerm();
  if (settings.stopHangs === 'always' || (settings.stopHangs && timeout !== '0')) await forever(caller);
  if (isToFail(dir, settings)) throw stillAlive(pid);
  const asked = ask(call, dir, {op: 'shutdown'}).catch(() => undefined);
  await Promise.race([asked, endsIn(5000)]);
  signal(pid, 'SIGTERM');
  if (await endsIn(2000)) return;
  signal(pid, 'SIGKILL');
  if (!(await endsIn(3000))) throw stillAlive(pid);
}

async function forever(caller) {
  for (;;) await caller.whileAlive(delay(60_000));
}

const stillAlive = pid =>
  new Failure(`agent operation failed: stop agent: process ${pid} still alive after stop attempts`);

function isToFail(dir, {stopFailures}) {
  const path = join(dir, 'failed-stops');
  const failed = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
  if (failed >= stopFailures) return false;
  writeFileSync(path, String(failed + 1));
  return true;
}
