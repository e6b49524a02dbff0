import type {TaskSnapshot} from '../../history/task-snapshot.ts';

/** The wave of each task: 0 without needs, otherwise one more than the latest wave of its needs. */
export function wavesOf(tasks: readonly Pick<TaskSnapshot, 'task' | 'needs'>[]): ReadonlyMap<string, number> {
  const byName = new Map(tasks.map(task => [task.task, task]));
  const waves = new Map<string, number>();
  const waveOf = (task: Pick<TaskSnapshot, 'task' | 'needs'>): number => {
    const known = waves.get(task.task);
    if (known !== undefined) return known;
    const needs = task.needs.flatMap(need => byName.get(need.task) ?? []);
    const wave = needs.reduce((most, need) => Math.max(most, waveOf(need) + 1), 0);
    waves.set(task.task, wave);
    return wave;
  };
  for (const task of tasks) waveOf(task);
  return waves;
}
