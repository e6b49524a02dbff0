import {relative} from 'node:path';
import type {Plan, PlanEnd} from '../../../schema/plan.ts';
import {count} from '../run/event-text.ts';
import {formatDuration} from '../../../vocabulary/duration.ts';
import {longestName} from '../run/name-prefix.ts';
import {fold, listed} from './collapse.ts';
import {sumLines} from './summary.ts';
import {waveSections} from './waves.ts';
import {FOLDED_ENDS, heading, line, oneLine, paint, type PlanTextOptions, type Writing} from './layout.ts';
import {wrapLines, type Line} from '../../text/wrap-lines.ts';

/** Up to here every task of a plan is shown whole. */
const MANY_TASKS = 40;

/** A plan for people. */
export async function planText(plan: Plan, options: PlanTextOptions): Promise<string> {
  const isFolded = options.whole !== 'all' && plan.tasks.length > MANY_TASKS;
  const writing: Writing = {plan, options, isFolded, nameWidth: nameWidth(plan, options, isFolded)};
  const sections = [
    headLines(writing),
    envLines(writing),
    ...waveSections(writing),
    teardownLines(writing),
    sumLines(writing),
    isFolded ? [line('`--all` shows every task whole; a task that is named is shown whole too')] : [],
  ];
  const texts = sections.filter(lines => lines.length > 0).map(lines => wrapLines(lines, options.width));
  return `${(await Promise.all(texts)).join('\n\n')}\n`;
}

/** Longer names push what follows them to the right. */
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
    line(endWords(plan.ends, isFolded)),
    ...(isTight ? [line(`at most ${jobs} are starting at once`)] : []),
    ...(keepGoing ? [line('after a failure what does not need the failed task still comes up')] : []),
  ];
}

function endWords({why, tasks}: PlanEnd, isFolded: boolean): string {
  const names = listed(tasks, isFolded);
  switch (why) {
    case 'until':
      return `ends with ${names}`;
    case 'terminal':
      return `ends with ${tasks.length > 1 ? 'the last of ' : ''}${names}, on the terminal`;
    case 'interrupted':
      return `holds until Ctrl-C, with ${names}`;
    case 'nothing-holds':
      return 'ends when everything is done';
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
  const lines = fold(groups, isFolded ? FOLDED_ENDS : Infinity).map(part => {
    if ('gap' in part) return line(`  … ${part.gap.length} groups more`);
    const {number, tasks} = part.item;
    const many = isFolded ? `${count(tasks.length, 'task')}: ` : '';
    return line(`  ${number}. ${many}${listed(tasks, isFolded)}`, 5);
  });
  return [heading(options, `taken down${limit}`), ...(lines.length > 0 ? lines : [line('  nothing')])];
}
