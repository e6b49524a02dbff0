/** The cancelled tasks of a run, and those of them that depend on a failed task. */
export interface CancelledTasks {
  readonly cancelled: readonly string[];
  readonly dependents: readonly string[];
}

/** Lists the cancelled tasks of a failed run: the dependents of its failed tasks, then the others. */
export function cancelledLines(
  {cancelled, dependents}: CancelledTasks,
  listed = (names: readonly string[]): string => names.join(', '),
): readonly string[] {
  const others = cancelled.filter(name => !dependents.includes(name));
  const tasks = ({length}: readonly string[]): string => (length === 1 ? 'task' : 'tasks');
  return [
    ...(dependents.length > 0
      ? [`${dependents.length} dependent ${tasks(dependents)} cancelled: ${listed(dependents)}`]
      : []),
    ...(others.length > 0
      ? [`${others.length} other ${tasks(others)} cancelled because the run stopped: ${listed(others)}`]
      : []),
  ];
}
