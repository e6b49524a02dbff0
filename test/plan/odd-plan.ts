import {plan} from '../../src/plan/plan.ts';
import {select} from '../../src/plan/select.ts';
import type {Plan} from '../../src/schema/plan.ts';
import {randomGraph} from '../support/random-graph.ts';
import {launchOf} from './launch-of.ts';

/** Characters that could end a label, start a comment, or have a meaning in a graph language. */
export const ODD = "a\"b \\N \\l #35; `x` &lt; <b>bold</b> ; --> [x] {y} |z| %% (r) 'q' 日本 \u001b[31m end";

/** A plan with keywords as names, special characters in values, and every kind of need and decision. */
export function oddPlan(): Plan {
  return planOf(
    `
  end: {run: [echo, "\${{ vars.odd }}"], outputs: [graph-x]}
  graph: {needs: [end], run: "x \${{ tasks.end.graph-x }} \${{ tasks.end.stdout }}"}
  subgraph: {if: "\${{ vars.off }}", run: "echo \${{ tasks.graph.stdout }}"}
  class: {certificate: {ca: true}}
  node: {certificate: {issuer: class, hosts: [localhost]}}
  style-1: {if: "\${{ tasks.end.stdout }}", run: x}
`,
    `name: 'odd "name" \\ & <b>'\nvars: {off: "", odd: ${JSON.stringify(ODD)}}`,
  );
}

/** A plan with many tasks. */
export function randomPlan(seed: number): Plan {
  const graph = randomGraph({seed, nodes: 60, needs: 3});
  return planOf(
    [...graph].map(([name, needs]) => `\n  ${name}: {run: x, needs: [${needs.join()}]}`).join(''),
  );
}

function planOf(tasks: string, head = ''): Plan {
  const launch = launchOf(tasks, head);
  const result = select(launch, {});
  if ('diagnostics' in result) throw new Error('everything can be selected');
  return plan({launch, selection: result.selection, env: {}});
}
