import {isSame} from '../../processes/process-identity.ts';
import type {SeenProcess} from '../../processes/seen-process.ts';
import {sendSignal} from '../../processes/send-signal.ts';
import type {Leftover} from '../../vocabulary/leftover.ts';
import {untilGone, untilKilled, type GoneWait} from './until-gone.ts';

/** Inputs for stopping individual processes. */
export interface StopAll extends Pick<GoneWait, 'services' | 'report'> {
  readonly force: AbortSignal;
  /** See `DownContext`. */
  readonly forcedAt?: (() => number | undefined) | undefined;
  /** See `DownContext`. */
  readonly expired: AbortSignal;
  readonly graceMs: number;
  /** Finds the current processes. More may have been started in the meantime. */
  readonly find: () => Promise<readonly SeenProcess[]>;
  /** Called with the names of the processes to stop, such as `sleep (pid 4711)`, if there are any. */
  readonly reportStopped: (names: readonly string[]) => void;
}

/** Stops processes of different groups: sends SIGTERM, then SIGKILL after the grace period. Processes in `known` may already be gone. */
export async function stopAll(known: readonly SeenProcess[], inputs: StopAll): Promise<readonly Leftover[]> {
  const {force, graceMs, find} = inputs;
  const seen = new Map<number, SeenProcess>();
  const left = async (): Promise<readonly SeenProcess[]> => await alive([...known, ...seen.values()]);
  for (const each of [...(await alive(known)), ...(await find())]) seen.set(each.pid, each);
  if (seen.size === 0) return [];
  inputs.reportStopped([...seen.values()].map(nameOf));
  const title = [...seen.values()].map(nameOf).join(', ');
  const wait = {...inputs, title, isGone: async () => (await left()).length === 0};
  if (!force.aborted) {
    for (const {pid} of seen.values()) sendSignal(pid, 'SIGTERM');
    await untilGone({...wait, timeoutMs: graceMs, signal: force, firesAt: inputs.forcedAt});
  }
  const isGone = async (): Promise<boolean> => {
    const rest = [...(await left()), ...(await find())];
    for (const each of rest) {
      seen.set(each.pid, each);
      sendSignal(each.pid, 'SIGKILL');
    }
    return rest.length === 0;
  };
  if (await untilKilled({...wait, isGone})) return [];
  return (await left()).map(each => ({
    what: `process ${nameOf(each)}`,
    why: STILL_RUNS,
    command: `kill -9 ${each.pid}`,
  }));
}

/** Why a process is a leftover. */
export const STILL_RUNS = 'it is still running after SIGKILL';

async function alive(processes: readonly SeenProcess[]): Promise<readonly SeenProcess[]> {
  const states = await Promise.all(processes.map(async each => await isSame(each)));
  const unique = new Map(processes.filter((_, at) => states[at]).map(each => [each.pid, each]));
  return [...unique.values()];
}

function nameOf({name, pid}: SeenProcess): string {
  return `${name} (pid ${pid})`;
}
