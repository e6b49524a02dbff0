import type {PlanTask} from '../../../schema/plan.ts';
import {count} from '../run/event-text.ts';
import {namePrefix} from '../run/name-prefix.ts';
import {collapse, listed} from './collapse.ts';
import {taskDetails} from './task-text.ts';
import {FOLDED_ENDS, heading, line, oneLine, paint, type Writing} from './layout.ts';
import type {Line} from '../../text/wrap-lines.ts';

interface Wave {
  readonly number: number;
  readonly tasks: readonly PlanTask[];
}

/** A section for each wave. A long plan has one section with a line per wave, and the middle of very many waves is collapsed. */
export function waveSections(writing: Writing): readonly (readonly Line[])[] {
  const {plan, isFolded, options} = writing;
  const named = new Map(plan.tasks.map(task => [task.task, task]));
  const waves = plan.waves.map((names, at): Wave => {
    return {number: at + 1, tasks: names.map(name => named.get(name) as PlanTask)};
  });
  if (!isFolded) return waves.map(wave => wholeWave(wave, writing));
  const isNamed = ({task}: PlanTask): boolean => options.whole.includes(task);
  const parts = collapse(waves, FOLDED_ENDS, ({tasks}) => tasks.some(isNamed));
  const lines = parts.flatMap(part =>
    'gap' in part ? [line(gapText(part.gap))] : foldedWave(part.item, isNamed, writing),
  );
  return [lines];
}

function wholeWave({number, tasks}: Wave, writing: Writing): readonly Line[] {
  return [heading(writing.options, `wave ${number}`), ...tasks.flatMap(task => taskLines(task, writing))];
}

function foldedWave(
  {number, tasks}: Wave,
  isNamed: (task: PlanTask) => boolean,
  writing: Writing,
): readonly Line[] {
  const skipped = tasks.filter(({decision}) => decision === 'skipped').length;
  const note = skipped > 0 ? ` (${skipped} skipped)` : '';
  const summary = `${count(tasks.length, 'task')}${note}: ${listed(
    tasks.map(({task}) => task),
    true,
  )}`;
  const title = paint(writing.options, 'bold', `wave ${number}`.padEnd('wave 100'.length));
  return [line(`${title} ${summary}`, 9), ...tasks.filter(isNamed).flatMap(task => taskLines(task, writing))];
}

function gapText(waves: readonly Wave[]): string {
  const tasks = waves.reduce((sum, wave) => sum + wave.tasks.length, 0);
  return `… ${waves.length} more waves with ${count(tasks, 'task')}`;
}

function taskLines(task: PlanTask, {options, nameWidth: width}: Writing): readonly Line[] {
  const column = width + 3;
  const summary = oneLine(task.summary);
  const name = namePrefix(task.task, {width, color: options.color});
  return [
    line(`  ${name}${task.decision === 'skipped' ? paint(options, 'dim', summary) : summary}`, column),
    ...taskDetails(task, options.cwd).map(({label, text}) =>
      line(`${' '.repeat(column)}${paint(options, 'dim', label)} ${oneLine(text)}`, column + 2),
    ),
  ];
}
