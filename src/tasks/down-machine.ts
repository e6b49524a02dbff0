import {deleteCall, stopCall, type SmolvmCall} from '../smolvm/command-arguments.ts';
import {isUnknownMachine} from '../smolvm/problem.ts';
import {inPlaces} from '../smolvm/state-places.ts';
import type {SmolvmVersion} from '../smolvm/version.ts';
import type {MachineRecord, MadeRecord} from '../vocabulary/journal-record.ts';
import {downProcesses} from './stop-process.ts';
import type {DownContext, Leftover} from './kind.ts';

/** smolvm takes 10 s at worst: it asks, then sends SIGTERM, then SIGKILL. */
const CALL_MS = 30_000;

/**
 * Removes the machines of a task. A call that makes or starts one and is still under way is ended first; a stop comes before the
 * removal in any case, since only that looks for what a start that was cut off has left.
 */
export async function downMachines(
  made: readonly MadeRecord[],
  context: DownContext,
): Promise<readonly Leftover[]> {
  // Nothing is lost by ending such a call hard, and its grace period would only delay.
  const quiet = {...context, hurry: AbortSignal.abort(), warn: () => undefined};
  const calls = await downProcesses(made, quiet);
  const machines = made.filter(record => record.made === 'machine');
  const left = await Promise.all(machines.map(async record => await remove(record, context)));
  return [...calls, ...left.flat()];
}

async function remove({name, places}: MachineRecord, context: DownContext): Promise<readonly Leftover[]> {
  const {outside, task, report} = context;
  const limit = outside.clock.deadline(CALL_MS);
  try {
    const version = await outside.smolvm.version(task, limit.signal);
    report('stopping the machine');
    const isStopped = await call(stopCall(name), places, context);
    // Some versions forget a machine that runs, and let it run on.
    if (isStopped && (await call(deleteCall(name, version), places, context))) return [];
    return leftover(name, version);
  } catch {
    // Without smolvm nothing can be removed; what was made is named.
    return leftover(name);
  } finally {
    limit.cancel();
  }
}

function leftover(name: string, version?: SmolvmVersion): readonly Leftover[] {
  const words = [stopCall(name), deleteCall(name, version)].map(({args}) => ['smolvm', ...args].join(' '));
  return [{what: `machine ${name}`, command: words.join('; ')}];
}

/** Whether it worked, or there was nothing to work on. */
async function call(
  asked: SmolvmCall,
  places: MachineRecord['places'],
  {outside: {clock, smolvm}}: DownContext,
): Promise<boolean> {
  const limit = clock.deadline(CALL_MS);
  try {
    const end = await smolvm.call({...asked, env: inPlaces(places)}, {signal: limit.signal});
    return end !== undefined && (end.code === 0 || isUnknownMachine(end));
  } finally {
    limit.cancel();
  }
}
