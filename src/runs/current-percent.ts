import type {Listing, UsageOfTask} from './list-runs.ts';

/**
 * CPU usage since the previous call, or since the start of a new task.
 *
 * @param leastMs minimum interval between measurements; calls within it return the last result, so that callers do not disturb each other
 */
export function currentPercent(leastMs = 0): NonNullable<Listing['cpuPercent']> {
  const last = new Map<string, {readonly cpuMs: number; readonly at: number; readonly percent?: number}>();
  return ({run, task, usage}: UsageOfTask, at) => {
    const key = `${run} ${task}`;
    const before = last.get(key);
    // Less CPU time than before means that the task was restarted and has new processes.
    const isSame = before !== undefined && before.cpuMs <= usage.cpuMs;
    if (isSame && at - before.at < leastMs) return before.percent;
    const since = isSame ? before : {cpuMs: 0, at: usage.startedAt};
    const forMs = at - since.at;
    const percent = forMs > 0 ? ((usage.cpuMs - since.cpuMs) / forMs) * 100 : undefined;
    last.set(key, {cpuMs: usage.cpuMs, at, ...(percent !== undefined && {percent})});
    return percent;
  };
}
