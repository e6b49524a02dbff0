import {basename} from 'node:path';
import type {Plan, PlanTask} from '../../../../schema/plan.ts';
import {formatDuration} from '../../../../vocabulary/duration.ts';
import {count} from '../../run/event-text.ts';
import {oneLine} from '../layout.ts';
import {endText} from '../text.ts';

/** The content of a picture as text. */
export interface PlanDescription {
  readonly title: string;
  readonly subtitle: string;
  /** The meaning of the marked chain; absent if no chain has two tasks. */
  readonly chain?: string;
  readonly onChain: ReadonlySet<string>;
  /** A sentence for each task, for screen readers. */
  readonly tasks: readonly string[];
}

export function describePlan(plan: Plan): PlanDescription {
  const {name, file, tasks, waves} = plan;
  const title = `${oneLine(name)}: ${count(tasks.length, 'task')} in ${count(waves.length, 'wave')}`;
  const subtitle = `${oneLine(basename(file))}, ${endText(plan.ends, true)}`;
  return {title, subtitle, ...markedChain(plan), tasks: tasks.map(describeTask)};
}

/** The critical path of the last runs, otherwise the longest chain by deadlines. */
function markedChain({criticalPath, worstCase}: Plan): Pick<PlanDescription, 'chain' | 'onChain'> {
  const {chain, ms} = criticalPath ?? worstCase;
  if (chain.length < 2 || ms === 0) return {onChain: new Set()};
  const time = formatDuration(ms);
  return {
    chain: criticalPath ? `critical path of the last runs, ${time}` : `longest chain by deadlines, ${time}`,
    onChain: new Set(chain),
  };
}

function describeTask({task, kind, wave, needs}: PlanTask): string {
  const names = [...new Set(needs.map(need => need.task))].map(oneLine);
  return `${oneLine(task)}: ${kind} in wave ${wave}${names.length > 0 ? `, after ${names.join(', ')}` : ''}`;
}
