import type {Listing, UsageOfTask} from '../../../runs/list-runs.ts';

/** CPU usage since the previous call, or since the start of a new task. */
export function currentPercent(): NonNullable<Listing['cpuPercent']> {
  const last = new Map<string, {readonly cpuMs: number; readonly at: number}>();
  return ({run, task, usage}: UsageOfTask, at) => {
    const key = `${run} ${task}`;
    const before = last.get(key);
    last.set(key, {cpuMs: usage.cpuMs, at});
    // Less than before: it was restarted and has other processes.
    const isSame = before !== undefined && before.cpuMs <= usage.cpuMs;
    const since = isSame ? before : {cpuMs: 0, at: usage.startedAt};
    const forMs = at - since.at;
    return forMs > 0 ? ((usage.cpuMs - since.cpuMs) / forMs) * 100 : undefined;
  };
}
