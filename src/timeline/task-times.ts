import type {Phase, TaskTimeline} from './timeline.ts';

/** When the first attempt of a task began; `undefined` if there was none. */
export function startedMs({phases}: Pick<TaskTimeline, 'phases'>): number | undefined {
  return phases.find(({what}) => what === 'starting')?.fromMs;
}

/** How long a task took from its first attempt until it was up or failed; `undefined` if neither has happened. */
export function tookMs(task: Pick<TaskTimeline, 'phases' | 'settledAtMs'>): number | undefined {
  const fromMs = startedMs(task);
  return fromMs === undefined || task.settledAtMs === undefined ? undefined : task.settledAtMs - fromMs;
}

/** The tasks in the order in which they began, each before tasks that waited for it. Tasks that never began come last. */
export function byStart(tasks: readonly TaskTimeline[]): readonly TaskTimeline[] {
  const key = (task: TaskTimeline): number => startedMs(task) ?? task.settledAtMs ?? Infinity;
  return tasks.toSorted((one, other) => {
    const [first, second] = [key(one), key(other)];
    return first === second ? 0 : first - second;
  });
}

/** How long a phase lasted, or has lasted so far. */
export function lengthMs({fromMs, toMs}: Phase, endMs: number): number {
  return (toMs ?? endMs) - fromMs;
}
