/** The name of a task's object at a place, unique across runs of the same file. */
export function objectName({run, task}: {readonly run: string; readonly task: string}): string {
  return `bottle-${run}-${task}`;
}
