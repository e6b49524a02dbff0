import type {TaskSnapshot} from '../../history/task-snapshot.ts';

/** The tasks that depend on a task, directly or through others, in file order. */
export function dependentsOf(tasks: readonly TaskSnapshot[], name: string): readonly TaskSnapshot[] {
  const found = new Set([name]);
  for (let before = 0; before < found.size;) {
    before = found.size;
    for (const {task, needs} of tasks) if (needs.some(need => found.has(need.task))) found.add(task);
  }
  return tasks.filter(({task}) => task !== name && found.has(task));
}
