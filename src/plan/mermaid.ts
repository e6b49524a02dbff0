import type {Plan} from '../schema/plan.ts';
import {edgesOf} from './drawn-edges.ts';
import {printable} from '../vocabulary/printable.ts';

/**
 * A plan as a Mermaid flowchart, with a box around each wave. GitHub and many editors render it in Markdown code blocks. Tasks
 * that may be skipped are dashed. https://mermaid.js.org/syntax/flowchart.html
 */
export function mermaidOf(plan: Plan): string {
  const {tasks, waves} = plan;
  // Nodes are numbered, since the name of a task could be a keyword such as `end`.
  const ids = new Map(tasks.map(({task}, at) => [task, `t${at}`]));
  const idOf = (task: string): string => ids.get(task) ?? '';
  const edges = edgesOf(plan);
  const does = new Map(tasks.map(task => [task.task, task.summary]));
  const dashed = tasks.filter(({decision}) => decision !== 'run').map(({task}) => idOf(task));
  return [
    ...tooMany(edges.length),
    'flowchart TB',
    ...waves.flatMap((wave, at) => [
      `  subgraph wave${at + 1}["wave ${at + 1}"]`,
      ...wave.map(task => `    ${idOf(task)}["${labelOf(task)}<br>${labelOf(does.get(task) ?? '')}"]`),
      '  end',
    ]),
    ...edges.map(({from, to, label}) => {
      const text = label === '' ? '' : `|"${labelOf(label)}"|`;
      return `  ${idOf(from)} -->${text} ${idOf(to)}`;
    }),
    ...(dashed.length > 0
      ? ['  classDef dashed stroke-dasharray: 4', `  class ${dashed.join(',')} dashed`]
      : []),
    '',
  ].join('\n');
}

/** The default limit of Mermaid (`maxEdges`). */
const MAX_EDGES = 500;

function tooMany(edges: number): readonly string[] {
  if (edges <= MAX_EDGES) return [];
  return [
    `%% ${edges} edges: Mermaid draws at most ${MAX_EDGES} unless maxEdges is raised; the dot format has no limit`,
  ];
}

/** Replaces special characters with character references. */
function labelOf(text: string): string {
  return printable(text.replaceAll(/\s+/g, ' ')).replaceAll(
    /[^\p{L}\p{N} .,:/_‹›…-]/gu,
    character => `#${character.codePointAt(0) ?? 0};`,
  );
}
