import type {Plan, PlanTask} from '../schema/plan.ts';
import {edgesOf} from './drawn-edges.ts';
import {printable} from '../vocabulary/printable.ts';

/**
 * A plan in Graphviz's DOT language, with a rank for each wave: `bottle plan --format dot | dot -Tsvg`. Tasks that may be skipped
 * are dashed. https://graphviz.org/doc/info/lang.html
 */
export function dotOf(plan: Plan): string {
  const {tasks, waves, name} = plan;
  return [
    `digraph ${quoted(name)} {`,
    '  node [shape=box, fontname="sans-serif"];',
    '  edge [fontname="sans-serif", fontsize=10];',
    ...tasks.map(node),
    ...waves.map(wave => `  {rank=same; ${wave.map(task => `${quoted(task)};`).join(' ')}}`),
    ...edgesOf(plan).map(({from, to, label}) => {
      const attributes = label === '' ? '' : ` [label=${labelOf(label)}]`;
      return `  ${quoted(from)} -> ${quoted(to)}${attributes};`;
    }),
    '}\n',
  ].join('\n');
}

function node({task, summary, decision}: PlanTask): string {
  const style = decision === 'run' ? '' : ', style=dashed';
  return `  ${quoted(task)} [label=${labelOf(task, summary)}${style}];`;
}

/** In a quoted string, only `"` and a backslash before it are special. */
function quoted(text: string): string {
  return `"${printable(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

/** In a label, `\` starts an escape, `&` starts an entity, and `\n` is a line break. */
function labelOf(...lines: readonly string[]): string {
  const escaped = lines.map(line =>
    printable(line.replaceAll(/\s+/g, ' '))
      .replaceAll('&', '&amp;')
      .replaceAll('\\', '\\\\')
      .replaceAll('"', '\\"'),
  );
  return `"${escaped.join('\\n')}"`;
}
