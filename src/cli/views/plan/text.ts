import {relative} from 'node:path';
import type {Plan, PlanEnd} from '../../../schema/plan.ts';
import {count} from '../run/event-text.ts';
import {formatDuration} from '../../../vocabulary/duration.ts';
import {longestName} from '../run/name-prefix.ts';
import {collapse, listed} from './collapse.ts';
import {sumLines} from './summary.ts';
import {waveSections} from './waves.ts';
import {FOLDED_ENDS, heading, line, oneLine, paint, type PlanTextOptions, type Writing} from './layout.ts';
import {wrapLines, type Line} from '../../text/wrap-lines.ts';

/** Plans with at most this many tasks are shown in full. */
const MANY_TASKS = 40;

/** Formats a plan as text. */
export async function planText(plan: Plan, options: PlanTextOptions): Promise<string> {
  const isFolded = options.whole !== 'all' && plan.tasks.length > MANY_TASKS;
  const writing: Writing = {plan, options, isFolded, nameWidth: nameWidth(plan, options, isFolded)};
  const sections = [
    headLines(writing),
    envLines(writing),
    ...waveSections(writing),
    teardownLines(writing),
    sumLines(writing),
    isFolded ? [line('use `--all` to show every task in full, or name the tasks to show')] : [],
  ];
  const texts = sections.filter(lines => lines.length > 0).map(lines => wrapLines(lines, options.width));
  return `${(await Promise.all(texts)).join('\n\n')}\n`;
}

/** Maximum width of the name column; longer names shift the rest of the line. */
const LONGEST_COLUMN = 24;

function nameWidth({tasks}: Plan, {whole}: PlanTextOptions, isFolded: boolean): number {
  const shown = isFolded ? tasks.filter(({task}) => whole.includes(task)) : tasks;
  return Math.min(longestName(shown.map(({task}) => task)), LONGEST_COLUMN);
}

function headLines({plan, options, isFolded}: Writing): readonly Line[] {
  const {name, tasks, waves, jobs, keepGoing, file} = plan;
  const title = `${name}: ${count(tasks.length, 'task')} in ${count(waves.length, 'wave')}`;
  const isTight = waves.some(wave => wave.length > jobs);
  return [
    line(`${paint(options, 'bold', oneLine(title))}, ${relative(options.cwd, file)}`),
    line(endText(plan.ends, isFolded)),
    ...(isTight ? [line(`starts at most ${count(jobs, 'task')} at the same time`)] : []),
    ...(keepGoing ? [line('after a failure, tasks that do not depend on the failed one still start')] : []),
  ];
}

export function endText({why, tasks}: PlanEnd, isFolded: boolean): string {
  const names = listed(tasks, isFolded);
  switch (why) {
    case 'until':
      return `ends when ${names} ends`;
    case 'terminal':
      return `ends when ${tasks.length > 1 ? 'the last of ' : ''}${names} ends, on the terminal`;
    case 'interrupted':
      return tasks.length > 0 ? `runs until Ctrl-C: ${names}` : 'watches files until Ctrl-C';
    case 'all-done':
      return 'ends when all tasks are done';
  }
}

function envLines({plan, options, isFolded}: Writing): readonly Line[] {
  const values = [
    ...Object.entries(plan.env).map(([name, value]) => line(`  ${name}=${oneLine(value)}`)),
    ...plan.outputEnv.map(({name, value, tasks}) =>
      line(`  ${name}=${oneLine(value)} (for ${tasks.length > 0 ? listed(tasks, isFolded) : 'no task'})`),
    ),
  ];
  return values.length > 0 ? [heading(options, 'environment of host commands'), ...values] : [];
}

function teardownLines({plan, options, isFolded}: Writing): readonly Line[] {
  const {teardown, stopTimeoutMs} = plan;
  const limit = stopTimeoutMs === undefined ? '' : ` within ${formatDuration(stopTimeoutMs)}`;
  const groups = teardown.map((tasks, at) => ({number: at + 1, tasks}));
  const lines = collapse(groups, isFolded ? FOLDED_ENDS : Infinity).map(part => {
    if ('gap' in part) return line(`  … ${part.gap.length} more groups`);
    const {number, tasks} = part.item;
    const many = isFolded ? `${count(tasks.length, 'task')}: ` : '';
    return line(`  ${number}. ${many}${listed(tasks, isFolded)}`, 5);
  });
  return [heading(options, `teardown${limit}`), ...(lines.length > 0 ? lines : [line('  nothing')])];
}
