import type {PlanNeed, PlanTask, PlanValue} from '../../../schema/plan.ts';
import {formatDuration} from '../../../vocabulary/duration.ts';

/** A detail line of a task in a plan. */
export interface Detail {
  readonly label: string;
  readonly words: string;
}

/** The details of a task in a plan, besides its summary. */
export function taskDetails(task: PlanTask): readonly Detail[] {
  const {description, decision, because, needs, values, ready, attempts, bound, lastMs} = task;
  const {allowFailure, waitTimeoutMs} = task;
  return [
    ...detail('for', description),
    ...detail(decision === 'skipped' ? 'skipped,' : 'may be skipped,', because),
    ...needs.map(need => ({label: 'after', words: needWords(need)})),
    ...(waitTimeoutMs === undefined
      ? []
      : [{label: 'starts', words: `within ${formatDuration(waitTimeoutMs)}, or fails`}]),
    ...values.filter(isWorthTelling).map(({key, value}) => ({label: `${key} =`, words: value})),
    ...ready.map(({probe, timeoutMs}) => ({
      label: 'waits for',
      words: `${probe}, at most ${formatDuration(timeoutMs)}`,
    })),
    ...(allowFailure ? [{label: 'may fail', words: 'without ending the run'}] : []),
    ...(attempts > 1 ? [{label: 'tried', words: `at most ${attempts} times`}] : []),
    ...(bound.ms === longestWaitMs(task)
      ? []
      : [{label: 'takes', words: `at most ${formatDuration(bound.ms)}`}]),
    ...(lastMs === undefined ? [] : [{label: 'last took', words: formatDuration(lastMs)}]),
  ];
}

function detail(label: string, words: string | undefined): readonly Detail[] {
  return words === undefined ? [] : [{label, words}];
}

function needWords({task, condition, origin, text, key}: PlanNeed): string {
  switch (origin) {
    case 'needs':
      return condition === 'ready' ? `${task}: ${text}` : `${task} has ${condition}: ${text}`;
    case 'key':
      return `${task}: ${key}`;
    case 'reference':
      return `${task}: ${text} in ${key}`;
  }
}

/** The summary already shows what a task does, and for an unknown value its need shows as much. */
function isWorthTelling({key, value}: PlanValue): boolean {
  return !/^(run|serve|exec\.command)\b/.test(key) && !/^‹after [^›]*›$/.test(value);
}

/** The timeouts of its probes bound most tasks. */
function longestWaitMs({ready}: PlanTask): number {
  return Math.max(0, ...ready.map(({timeoutMs}) => timeoutMs));
}
