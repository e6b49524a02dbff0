import {appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {answers, ask} from '../agent.mjs';
import {decode} from '../frames.mjs';
import {withLock} from '../lock.mjs';
import {Failure} from '../problems.mjs';
import {bootProcesses, lives, signal, startTimeOf} from '../processes.mjs';
import {refuse} from '../start-failures.mjs';
import {isBare} from '../state.mjs';

/** Boots the machine, waits for its agent, and starts its workload. The record is set to `running` at the end. */
export async function perform(call) {
  const row = call.store.get(call.name ?? 'default');
  const dir = call.places.machine(row.name);
  mkdirSync(dir, {recursive: true});
  return await withLock(join(dir, 'vm.lock'), call.caller.pid, async () => await start(call, {row, dir}));
}

async function start(call, {row, dir}) {
  const {store, settings} = call;
  if (
    row.state === 'running' &&
    lives(row) &&
    (await call.caller.whileAlive(answers(dir, settings.pingMs)))
  ) {
    call.print(`Machine '${row.name}' already running (PID: ${row.pid})`);
    return 0;
  }
  clearAway(call, {row, dir});
  call.complain(`Starting machine '${row.name}'${mentions(row)}...`);
  checkSources(call, row);
  const failure = call.settings.startFails && takeFailure(dir, settings) ? settings.startFails : undefined;
  refuse(failure, 'before');
  const vm = await boot(call, {row, dir, failure});
  try {
    await ready(call, {dir, vm, failure});
    refuse(failure, 'after');
    await initialise(call, {row, dir});
    await launch(call, {row, dir});
  } catch (error) {
    signal(vm.pid, 'SIGKILL');
    throw error;
  }
  store.change(row.name, {
    state: 'running',
    pid: vm.pid,
    startTime: startTimeOf(vm.pid),
    initCompleted: true,
  });
  call.print(`Machine '${row.name}' running (PID: ${vm.pid})`);
  return 0;
}

/** Kills leftovers of an earlier start: an unresponsive machine, or one whose command was killed. */
function clearAway(call, {row, dir}) {
  if (row.state === 'unreachable' || (row.state === 'running' && lives(row))) {
    call.print(`Machine '${row.name}' is unreachable (PID: ${row.pid}); cleaning up.`);
  }
  for (const pid of bootProcesses(dir)) {
    if (call.traits.tellsOfOrphans && pid !== row.pid) {
      call.complain(`Killing orphaned _boot-vm process (PID ${pid}) for machine '${row.name}'`);
    }
    signal(pid, 'SIGKILL');
  }
  rmSync(join(dir, 'agent.sock'), {force: true});
  rmSync(join(dir, 'agent-startup-error.log'), {force: true});
}

function mentions({volumes, ports}) {
  const mounts = volumes.length > 0 ? ` with ${volumes.length} mount(s)` : '';
  return ports.length > 0 ? `${mounts}${mounts ? ' and' : ' with'} ${ports.length} port mapping(s)` : mounts;
}

function checkSources(call, row) {
  if (row.from && !call.traits.fromIsCopied && !existsSync(row.from)) {
    throw new Failure(`storage operation failed: open packed machine: file not found: ${row.from}`);
  }
  const other = call.store.all().find(machine => machine.name !== row.name && sharesPort(machine, row));
  if (!other) return;
  const {host} = row.ports.find(({host}) => other.ports.some(port => port.host === host));
  throw new Failure(
    `agent operation failed: start agent: host port ${host} is already in use by running machine '${other.name}'`,
  );
}

function sharesPort(machine, row) {
  const isUp = machine.state === 'running' && lives(machine);
  return isUp && machine.ports.some(({host}) => row.ports.some(port => port.host === host));
}

/** Whether this start is one of the first ones, which must fail. */
function takeFailure(dir, {startFailures}) {
  const path = join(dir, 'failed-starts');
  const failed = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
  if (failed >= startFailures) return false;
  writeFileSync(path, String(failed + 1));
  return true;
}

/** The machine's process, which outlives this call. */
async function boot({places, program, caller}, {row, dir, failure}) {
  const [config, console] = [join(dir, 'boot-config.json'), join(dir, 'agent-console.log')];
  writeFileSync(config, JSON.stringify({dir, row, failure, log: places.guests}));
  // Creates the file, because it may be read before the machine's process has opened it.
  appendFileSync(console, '');
  return await caller.boot([process.execPath, program, '_boot-vm', config], console);
}

async function ready({settings, caller}, {dir, vm, failure}) {
  const deadline = performance.now() + settings.readyMs;
  let end;
  vm.onEnd(code => (end = {code}));
  // A guest that must hang does so soon, and there is nothing else to wait for.
  while (!end && performance.now() < deadline && !(failure === 'timeout' && hangs(dir))) {
    if (await caller.whileAlive(answers(dir, 100))) return;
    await caller.whileAlive(delay(5));
  }
  if (!end) {
    throw new Failure('agent operation failed: wait for ready: agent did not become ready within 30 seconds');
  }
  const log = join(dir, 'agent-startup-error.log');
  if (existsSync(log)) throw new Failure(readFileSync(log, 'utf8'));
  const how = `boot process exited (code ${end.code}) before the agent was ready`;
  throw new Failure(`agent operation failed: monitor agent: the guest gave no reason (${how})`);
}

function hangs(dir) {
  return readFileSync(join(dir, 'agent-console.log'), 'utf8').includes('agent: waiting');
}

/** The machine's init commands, on its first start only. */
async function initialise(call, {row, dir}) {
  if (row.init.length === 0) return;
  if (row.initCompleted) return call.print(`Init already completed, skipping ${row.init.length} command(s)`);
  call.print(`Running ${row.init.length} init command(s)...`);
  for (const [at, command] of row.init.entries()) {
    const request = {
      op: 'init',
      argv: ['/bin/sh', '-c', command],
      env: row.env,
      pingMs: call.settings.pingMs,
    };
    const {code} = await ask(call, dir, request, {onFrame: show(call)});
    if (code !== 0) throw new Failure(`agent operation failed: init: init[${at}] failed (exit ${code})`);
  }
}

/** The workload of an image runs in the background. For a bare machine, waits until the workload ends. */
async function launch(call, {row, dir}) {
  const {code} = await ask(call, dir, {op: 'launch', inForeground: isBare(row)}, {onFrame: show(call)});
  if (code) call.complain(`workload exited with code ${code}`);
}

const show =
  ({caller}) =>
  ({out, err}) => {
    if (out) caller.out(decode(out));
    if (err) caller.err(decode(err));
  };
