// @vitest-environment jsdom
import mermaid from 'mermaid';
import {expect, test} from 'vitest';
import {mermaidOf} from '../../src/plan/mermaid.ts';
import {ODD, oddPlan, randomPlan} from './odd-plan.ts';

declare const jsdom: {readonly window: {addEventListener: () => void}};

// Mermaid parses each string as a document. For each document, jsdom's selectors add listeners to the window, and
// comparing them with all earlier ones takes half of the time. No test sends events.
jsdom.window.addEventListener = () => undefined;

test('Mermaid parses every arrow and every task with its text, even with special characters', async () => {
  const made = oddPlan();
  const {nodes, arrows, groups} = await understood(mermaidOf(made));
  expect(nodes.map(({label}) => label)).toEqual([
    `end<br>run echo ${ODD.replace('\u001b', '�')}`,
    'class<br>create a certificate authority',
    'graph<br>run x ‹after end› ‹after end›',
    'node<br>issue a certificate for localhost, signed by class',
    'style-1<br>run x',
    'subgraph<br>run echo ‹after graph›',
  ]);
  expect(arrows).toEqual([
    'end -graph-x, stdout-> graph',
    'class -issuer-> node',
    'end -stdout-> style-1',
    'graph -stdout-> subgraph',
  ]);
  expect(groups).toEqual(made.waves.map((tasks, at) => ({title: `wave ${at + 1}`, tasks})));
  expect(nodes.filter(({isDashed}) => isDashed).map(({task}) => task)).toEqual(['style-1', 'subgraph']);
});

test('the arrows of random plans match their needs', async () => {
  for (let seed = 1; seed <= 5; seed++) {
    const made = randomPlan(seed);
    const {arrows, groups} = await understood(mermaidOf(made));
    const needs = made.tasks.flatMap(({task, needs}) => needs.map(need => `${need.task} --> ${task}`));
    expect(arrows).toEqual(needs);
    expect(groups.map(({tasks}) => tasks)).toEqual(made.waves);
  }
});

test("a comment mentions when a chart exceeds Mermaid's default limit of arrows", () => {
  const [first = ''] = mermaidOf({
    ...randomPlan(1),
    tasks: Array.from({length: 9}, () => randomPlan(1).tasks).flat(),
  }).split('\n');
  expect(first).toMatch(/^%% \d+ edges: Mermaid draws at most 500 unless maxEdges is raised/);
});

/** Mermaid's own model. Its types mark it as deprecated, but there is no other access to the parse result. */
interface Reader {
  readonly mermaidAPI: {getDiagramFromText(text: string): Promise<{readonly db: FlowDatabase}>};
}

/** The used part of the database filled by Mermaid's parser. */
interface FlowDatabase {
  getVertices(): ReadonlyMap<string, {readonly text: string; readonly classes: readonly string[]}>;
  getEdges(): readonly {readonly start: string; readonly end: string; readonly text: string}[];
  getSubGraphs(): readonly {readonly title: string; readonly nodes: readonly string[]}[];
}

/** Parses a chart with Mermaid. */
async function understood(text: string) {
  expect(await mermaid.parse(text)).toMatchObject({diagramType: 'flowchart-v2'});
  const {db} = await (mermaid as unknown as Reader).mermaidAPI.getDiagramFromText(text);
  const nodes = [...db.getVertices()].map(([id, {text: label, classes}]) => {
    const shown = decoded(label);
    return {id, task: shown.split('<br>')[0] ?? '', label: shown, isDashed: classes.includes('dashed')};
  });
  const taskOf = (id: string): string => nodes.find(node => node.id === id)?.task ?? id;
  return {
    nodes,
    arrows: db
      .getEdges()
      .map(({start, end, text: caption}) => `${taskOf(start)} -${decoded(caption)}-> ${taskOf(end)}`),
    groups: db
      .getSubGraphs()
      .map(({title, nodes: ids}) => ({title, tasks: ids.map(taskOf).sort(byPlace(nodes))})),
  };
}

/** Mermaid lists the nodes of a box in reverse order. */
function byPlace(nodes: readonly {readonly task: string}[]): (one: string, other: string) => number {
  const placeOf = (name: string): number => nodes.findIndex(({task}) => task === name);
  return (one, other) => placeOf(one) - placeOf(other);
}

/** Decodes the character references that Mermaid uses while parsing and drawing. */
function decoded(text: string): string {
  return text.replaceAll(/(?:#|ﬂ°°|ﬂ°)(\d+)(?:;|¶ß)/g, (_, code: string) =>
    String.fromCodePoint(Number(code)),
  );
}
