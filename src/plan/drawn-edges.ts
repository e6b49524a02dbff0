import type {Plan} from '../schema/plan.ts';

/** An arrow from a task to a dependent task. */
export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  /** The label: outputs that are read, keys that name the task, and a condition other than `ready`; otherwise empty. */
  readonly label: string;
}

/** One arrow for each pair of tasks, even if there are several reasons. */
export function edgesOf({tasks}: Plan): readonly DrawnEdge[] {
  return tasks.flatMap(({task, needs}) => {
    const labels = new Map<string, Set<string>>(needs.map(need => [need.task, new Set()]));
    for (const need of needs) {
      const word = wordOf(need);
      if (word !== '') labels.get(need.task)?.add(word);
    }
    return [...labels].map(([from, all]) => ({from, to: task, label: [...all].join(', ')}));
  });
}

/** The label for a need. `${{ tasks.db.log.port }}` becomes `log.port`, since the arrow shows the task. */
function wordOf({condition, origin, text, task}: Plan['tasks'][number]['needs'][number]): string {
  switch (origin) {
    case 'needs':
      return condition === 'ready' ? '' : condition;
    case 'key':
      return text;
    case 'reference':
      return text.replace(`\${{ tasks.${task}.`, '').replace(' }}', '');
  }
}
