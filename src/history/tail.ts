/** The last lines of each task, and of the run itself. */
export interface Tail<Line> {
  add(task: string, line: Line): void;
  /** The kept lines, in order of arrival. */
  lines(): readonly Line[];
}

/** Keeps the last `count` lines for each task. */
export function lastOfEach<Line>(count: number): Tail<Line> {
  const kept = new Map<string, {readonly order: number; readonly line: Line}[]>();
  let order = 0;
  return {
    add(task, line) {
      const lines = kept.get(task) ?? [];
      lines.push({order: order++, line});
      // Removed in batches, since removing one line costs as much as removing many.
      kept.set(task, lines.length > 2 * count + 100 ? lastOf(lines, count) : lines);
    },
    lines() {
      const last = [...kept.values()].flatMap(lines => lastOf(lines, count));
      return last.sort((one, other) => one.order - other.order).map(({line}) => line);
    },
  };
}

function lastOf<T>(all: readonly T[], count: number): T[] {
  return all.slice(Math.max(0, all.length - count));
}
