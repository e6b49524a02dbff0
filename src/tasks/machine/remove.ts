import {
  deleteCall,
  forcedStopCall,
  stopCall,
  waitsForWorkload,
  type SmolvmCall,
} from '../../smolvm/command-arguments.ts';
import {isUnknownMachine, reasonOf} from '../../smolvm/problem.ts';
import {inStateDirs} from '../../smolvm/state-dirs.ts';
import type {SmolvmVersion} from '../../smolvm/version.ts';
import type {MachineRecord, MadeRecord} from '../../vocabulary/journal-record.ts';
import {downProcesses} from '../host/stop-process.ts';
import type {DownContext} from '../task-context.ts';
import {TOOK_TOO_LONG, whyLeft, type Leftover} from '../../vocabulary/leftover.ts';

/** smolvm takes at most 10 s: it asks the machine to stop, then sends SIGTERM, then SIGKILL. */
const CALL_MS = 30_000;

/** Newer versions also wait for the workload to end. This is the maximum that a Smolfile or artifact can set. */
const WORKLOAD_MS = 300_000;

/**
 * Removes the machines of a task. First ends running calls that create or start a machine. A machine is always stopped before its
 * removal, because only a stop cleans up after an interrupted start.
 */
export async function downMachines(
  made: readonly MadeRecord[],
  context: DownContext,
): Promise<readonly Leftover[]> {
  // Killing such a call loses nothing, and a grace period would only delay the teardown.
  const quiet = {...context, force: AbortSignal.abort(), warn: () => undefined};
  const calls = await downProcesses(made, quiet);
  const machines = made.filter(record => record.made === 'machine');
  const left = await Promise.all(machines.map(async record => await remove(record, context)));
  return [...calls, ...left.flat()];
}

async function remove({name, places}: MachineRecord, context: DownContext): Promise<readonly Leftover[]> {
  const {services, task, report, expired} = context;
  const limit = services.clock.deadline(CALL_MS);
  try {
    const version = await services.smolvm.version(task, AbortSignal.any([limit.signal, expired]));
    report('stopping the machine');
    // Some versions forget a running machine without stopping it.
    const why =
      (await stop({name, places}, version, context)) ??
      (await call(deleteCall(name, version), places, context, {limitMs: CALL_MS}));
    return why === undefined ? [] : [leftover(name, why, version)];
  } catch (error) {
    // Without smolvm nothing can be removed, so the machine is reported.
    return [leftover(name, whyLeft(error, expired))];
  } finally {
    limit.cancel();
  }
}

/** Stops a machine. Returns why that failed. A second Ctrl-C ends the wait for the workload, in versions that wait for it. */
async function stop(
  {name, places}: Pick<MachineRecord, 'name' | 'places'>,
  version: SmolvmVersion,
  context: DownContext,
): Promise<string | undefined> {
  const {force} = context;
  if (!waitsForWorkload(version)) return await call(stopCall(name), places, context, {limitMs: CALL_MS});
  const limitMs = WORKLOAD_MS + CALL_MS;
  if (!force.aborted) {
    const problem = await call(stopCall(name), places, context, {limitMs, until: force});
    // May have been aborted during the call.
    if (problem === undefined || !context.force.aborted) return problem;
  }
  return await call(forcedStopCall(name), places, context, {limitMs: CALL_MS});
}

function leftover(name: string, why: string, version?: SmolvmVersion): Leftover {
  const commands = [stopCall(name), deleteCall(name, version)].map(({args}) => ['smolvm', ...args].join(' '));
  return {what: `machine ${name}`, why, command: commands.join('; ')};
}

/**
 * Makes a call. Returns why it failed; `undefined` if it succeeded or there was nothing to do. Ends the call at its time limit or
 * when `until` fires.
 */
async function call(
  asked: SmolvmCall,
  places: MachineRecord['places'],
  {services: {clock, smolvm}, expired}: DownContext,
  {limitMs, until}: {readonly limitMs: number; readonly until?: AbortSignal},
): Promise<string | undefined> {
  const limit = clock.deadline(limitMs);
  const signal = until ? AbortSignal.any([limit.signal, until]) : limit.signal;
  try {
    const end = await smolvm.call({...asked, env: inStateDirs(places)}, {signal, kill: expired});
    if (end?.code === 0 || (end && isUnknownMachine(end))) return undefined;
    return end && !expired.aborted ? reasonOf(end) : TOOK_TOO_LONG;
  } finally {
    limit.cancel();
  }
}
