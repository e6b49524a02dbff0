/** An event of Chromium's trace format; times are in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  /** CPU time, which other load on the machine hardly affects. */
  readonly tdur?: number;
  readonly args?: {readonly name?: string};
}

/** The categories of a trace that {@link frameWork} reads. */
export const TRACE_CATEGORIES = ['devtools.timeline', 'disabled-by-default-devtools.timeline'];

/** The work of the main thread of a page for each of its frames. */
export interface FrameWork {
  /** CPU milliseconds from the start of each frame to the start of the next one. */
  readonly workMs: readonly number[];
  /** Milliseconds from each frame to the next one. */
  readonly intervalMs: readonly number[];
  /** The number of tasks with 50 ms of CPU time or more. */
  readonly longTasks: number;
}

/** Reads a trace of a page that requests a new frame in every frame. */
export function frameWork(trace: string): FrameWork {
  const {traceEvents} = JSON.parse(trace) as {readonly traceEvents: readonly TraceEvent[]};
  const frames = traceEvents.filter(({name}) => name === 'FireAnimationFrame').toSorted(byTime);
  const [first] = frames;
  if (!first) throw new Error('the trace has no frames');
  const isMain = ({pid, tid}: TraceEvent): boolean => pid === first.pid && tid === first.tid;
  const starts = frames.filter(isMain).map(({ts}) => ts);
  const tasks = traceEvents.filter(event => isMain(event) && isTask(event)).toSorted(byTime);
  const workMs = starts.slice(1).map(() => 0);
  let frame = 0;
  for (const {ts, dur = 0, tdur = 0} of tasks) {
    const end = ts + dur;
    while (frame < workMs.length && (starts[frame + 1] ?? Infinity) <= end) frame++;
    if (ts >= (starts[0] ?? 0) - dur && frame < workMs.length)
      workMs[frame] = (workMs[frame] ?? 0) + tdur / 1000;
  }
  return {
    workMs,
    intervalMs: starts.slice(1).map((start, at) => (start - (starts[at] ?? start)) / 1000),
    longTasks: tasks.filter(({tdur = 0}) => tdur >= 50_000).length,
  };
}

function isTask({name}: TraceEvent): boolean {
  return name === 'RunTask';
}

function byTime(one: TraceEvent, other: TraceEvent): number {
  return one.ts - other.ts;
}
