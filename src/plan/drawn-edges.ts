import type {Plan} from '../schema/plan.ts';

/** An arrow from a task to one that needs it. */
export interface DrawnEdge {
  readonly from: string;
  readonly to: string;
  /** Its label: the outputs that are read, the keys that name the task, a condition other than `ready`; otherwise empty. */
  readonly label: string;
}

/** One arrow for each pair of tasks, however many reasons there are. */
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

/** The label of `${{ tasks.db.log.port }}` is only the output: the arrow shows the rest. */
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
