import type {PlanNeed, PlanTask, PlanValue} from '../../../schema/plan.ts';
import {formatDuration} from '../../../vocabulary/duration.ts';

/** One thing that a plan tells of a task below its line. */
export interface Detail {
  readonly label: string;
  readonly words: string;
}

/** What a plan tells of a task beside what it does. */
export function taskDetails(task: PlanTask): readonly Detail[] {
  const {description, fate, because, needs, values, ready, attempts, bound, lastMs} = task;
  const {allowFailure, waitTimeoutMs} = task;
  return [
    ...detail('for', description),
    ...detail(fate === 'skipped' ? 'skipped,' : 'perhaps skipped,', because),
    ...needs.map(need => ({label: 'after', words: needWords(need)})),
    ...(waitTimeoutMs === undefined
      ? []
      : [{label: 'starts', words: `within ${formatDuration(waitTimeoutMs)}, else fails`}]),
    ...values.filter(isWorthTelling).map(({key, value}) => ({label: `${key} =`, words: value})),
    ...ready.map(({probe, timeoutMs}) => ({
      label: 'waits for',
      words: `${probe}, ${formatDuration(timeoutMs)} at most`,
    })),
    ...(allowFailure ? [{label: 'may fail', words: 'without ending the run'}] : []),
    ...(attempts > 1 ? [{label: 'tried', words: `${attempts} times at most`}] : []),
    ...(bound.ms === longestWaitMs(task)
      ? []
      : [{label: 'takes', words: `${formatDuration(bound.ms)} at most`}]),
    ...(lastMs === undefined ? [] : [{label: 'last took', words: formatDuration(lastMs)}]),
  ];
}

function detail(label: string, words: string | undefined): readonly Detail[] {
  return words === undefined ? [] : [{label, words}];
}

function needWords({task, condition, origin, words, key}: PlanNeed): string {
  switch (origin) {
    case 'needs':
      return condition === 'ready' ? `${task}: ${words}` : `${task} has ${condition}: ${words}`;
    case 'key':
      return `${task}: ${key}`;
    case 'reference':
      return `${task}: ${words} in ${key}`;
  }
}

/** What a task does has been told, and of a value that is wholly unknown its need tells as much. */
function isWorthTelling({key, value}: PlanValue): boolean {
  return !/^(run|serve|exec\.command)\b/.test(key) && !/^‹after [^›]*›$/.test(value);
}

/** What is said of its probes bounds most tasks. */
function longestWaitMs({ready}: PlanTask): number {
  return Math.max(0, ...ready.map(({timeoutMs}) => timeoutMs));
}
