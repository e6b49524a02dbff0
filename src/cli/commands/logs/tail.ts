/** The last lines of each task, and of the run itself. */
export interface Tail {
  add(task: string, line: string): void;
  /** Gives what was kept, in the order in which it came. */
  lines(): readonly string[];
}

/** Keeps the last `count` lines of each. */
export function lastOfEach(count: number): Tail {
  const kept = new Map<string, {readonly order: number; readonly line: string}[]>();
  let order = 0;
  return {
    add(task, line) {
      const lines = kept.get(task) ?? [];
      lines.push({order: order++, line});
      // In pieces, since removing the first of many takes as long as removing many.
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
