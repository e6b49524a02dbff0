import type {PlanTask} from '../../../schema/plan.ts';
import {formatDuration} from '../../../vocabulary/duration.ts';
import {chainWords, listed} from './collapse.ts';
import {heading, line, type Writing} from './layout.ts';
import type {Line} from '../../text/wrap-lines.ts';

/** How long it takes until all is ready: by deadlines, and by the last times where there are any. */
export function sumLines(writing: Writing): readonly Line[] {
  const last = lastWords(writing);
  return [
    heading(writing.options, 'until all is ready'),
    line(`  ${worstWords(writing)}`),
    ...(last === undefined ? [] : [line(`  ${last}`)]),
  ];
}

function worstWords(writing: Writing): string {
  const {ms, chain, unbounded} = writing.plan.worstCase;
  const most = unbounded.length === 0 ? ' at most' : '';
  const bounded = `by deadlines ${formatDuration(ms)}${most}: ${timed(chain, ({bound}) => bound.ms, writing)}`;
  return joined(ms === 0 && unbounded.length > 0 ? '' : bounded, 'nothing bounds', unbounded, writing);
}

function lastWords(writing: Writing): string | undefined {
  const path = writing.plan.criticalPath;
  if (!path) return undefined;
  const chain = timed(path.chain, ({lastMs}) => lastMs ?? 0, writing);
  return joined(
    `by the last times ${formatDuration(path.ms)}: ${chain}`,
    'no times of',
    path.unknown,
    writing,
  );
}

/** A chain of tasks, each with its time where it has one. */
function timed(
  names: readonly string[],
  msOf: (task: PlanTask) => number,
  {plan, isFolded}: Writing,
): string {
  const times = new Map(plan.tasks.map(task => [task.task, msOf(task)]));
  const words = names.map(name => {
    const ms = times.get(name) ?? 0;
    return ms > 0 ? `${name} ${formatDuration(ms)}` : name;
  });
  return chainWords(words, isFolded);
}

/** A sum, and which tasks it leaves out, each where there is one. */
function joined(sum: string, words: string, names: readonly string[], {isFolded}: Writing): string {
  const rest = `${words} ${listed(names, isFolded)}`;
  return [sum, ...(names.length > 0 ? [rest] : [])].filter(part => part !== '').join('; ');
}
