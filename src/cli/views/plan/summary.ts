import type {PlanTask} from '../../../schema/plan.ts';
import {formatDuration} from '../../../vocabulary/duration.ts';
import {chainText, listed} from './collapse.ts';
import {heading, line, type Writing} from './layout.ts';
import type {Line} from '../../text/wrap-lines.ts';

/** The time to ready, by deadlines, and by the last runs if their times are known. */
export function sumLines(writing: Writing): readonly Line[] {
  const last = lastText(writing);
  return [
    heading(writing.options, 'time to ready'),
    line(`  ${worstText(writing)}`),
    ...(last === undefined ? [] : [line(`  ${last}`)]),
  ];
}

function worstText(writing: Writing): string {
  const {ms, chain, unbounded} = writing.plan.worstCase;
  const most = unbounded.length === 0 ? 'at most ' : '';
  const bounded = `deadlines: ${most}${formatDuration(ms)} (${timed(chain, ({bound}) => bound.ms, writing)})`;
  return joined(ms === 0 && unbounded.length > 0 ? '' : bounded, 'no deadline', unbounded, writing);
}

function lastText(writing: Writing): string | undefined {
  const path = writing.plan.criticalPath;
  if (!path) return undefined;
  const chain = timed(path.chain, ({lastMs}) => lastMs ?? 0, writing);
  return joined(
    `last runs: ${formatDuration(path.ms)} (${chain})`,
    'no recorded time',
    path.unmeasured,
    writing,
  );
}

/** A chain of tasks, each with its time if it has one. */
function timed(
  names: readonly string[],
  msOf: (task: PlanTask) => number,
  {plan, isFolded}: Writing,
): string {
  const times = new Map(plan.tasks.map(task => [task.task, msOf(task)]));
  const steps = names.map(name => {
    const ms = times.get(name) ?? 0;
    return ms > 0 ? `${name} ${formatDuration(ms)}` : name;
  });
  return chainText(steps, isFolded);
}

/** A sum, followed by the tasks that it does not include because their value is missing. */
function joined(sum: string, missing: string, names: readonly string[], {isFolded}: Writing): string {
  const rest = `${listed(names, isFolded)} ${names.length === 1 ? 'has' : 'have'} ${missing}`;
  return [sum, ...(names.length > 0 ? [rest] : [])].filter(part => part !== '').join('; ');
}
