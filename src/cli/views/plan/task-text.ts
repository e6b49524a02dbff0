import {relative} from 'node:path';
import type {PlanNeed, PlanTask, PlanValue} from '../../../schema/plan.ts';
import {formatDuration} from '../../../vocabulary/duration.ts';
import {timesInARow} from '../../text/failure-text.ts';

/** A detail line of a task in a plan. */
export interface Detail {
  readonly label: string;
  readonly text: string;
}

/**
 * The details of a task in a plan, without its summary.
 * @param cwd the folder that paths are relative to. Default: paths are absolute
 */
export function taskDetails(task: PlanTask, cwd?: string): readonly Detail[] {
  const {file, description, decision, because, needs, values, ready, attempts, bound, lastMs} = task;
  const {allowFailure, waitTimeoutMs, watches, liveness = [], ahead, place} = task;
  return [
    ...detail('for', description),
    ...detail('at', place),
    ...detail('defined in', file !== undefined && cwd !== undefined ? relative(cwd, file) : file),
    ...detail(decision === 'skipped' ? 'skipped,' : 'may be skipped,', because),
    ...needs.map(need => ({label: 'after', text: needText(need)})),
    ...(waitTimeoutMs === undefined
      ? []
      : [{label: 'starts', text: `within ${formatDuration(waitTimeoutMs)}, or fails`}]),
    ...detail('meanwhile', ahead),
    ...values.filter(isInformative).map(({key, value}) => ({label: `${key} =`, text: value})),
    ...ready.map(({probe, timeoutMs}) => ({
      label: 'waits for',
      text: `${probe}, at most ${formatDuration(timeoutMs)}`,
    })),
    ...liveness.map(({probe, intervalMs, failures}) => ({
      label: 'checks',
      text: `${probe} every ${formatDuration(intervalMs)}; stopped after it failed ${timesInARow(failures)}`,
    })),
    ...(watches === undefined ? [] : [{label: 'watches', text: watches.join(' ')}]),
    ...(allowFailure ? [{label: 'may fail', text: 'without ending the run'}] : []),
    ...(attempts > 1 ? [{label: 'tried', text: `at most ${attempts} times`}] : []),
    ...(bound.ms === longestWaitMs(task)
      ? []
      : [{label: 'takes', text: `at most ${formatDuration(bound.ms)}`}]),
    ...(lastMs === undefined ? [] : [{label: 'last took', text: formatDuration(lastMs)}]),
  ];
}

function detail(label: string, text: string | undefined): readonly Detail[] {
  return text === undefined ? [] : [{label, text}];
}

export function needText({task, condition, origin, text, key}: PlanNeed): string {
  switch (origin) {
    case 'needs':
      return condition === 'ready' ? `${task}: ${text}` : `${task} has ${condition}: ${text}`;
    case 'key':
      return `${task}: ${key}`;
    case 'reference':
      return `${task}: ${text} in ${key}`;
  }
}

/** Whether a value adds information: not if the summary contains it, or if it is unknown, since the need already shows that. */
function isInformative({key, value}: PlanValue): boolean {
  return !/^(run|serve|exec\.command)\b/.test(key) && !/^‹after [^›]*›$/.test(value);
}

/** The longest timeout of the probes, which bounds most tasks. */
function longestWaitMs({ready}: PlanTask): number {
  return Math.max(0, ...ready.map(({timeoutMs}) => timeoutMs));
}
