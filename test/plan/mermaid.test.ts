// @vitest-environment jsdom
import mermaid from 'mermaid';
import {expect, test} from 'vitest';
import {mermaidOf} from '../../src/plan/mermaid.ts';
import {ODD, oddPlan, randomPlan} from './odd-plan.ts';

declare const jsdom: {readonly window: {addEventListener: () => void}};

// Mermaid parses each string as a document, and jsdom's selectors add listeners to the window for each document, which are
// compared with all earlier ones: half of the time. No test sends events.
jsdom.window.addEventListener = () => undefined;

test('Mermaid understands it: every task with its text, whatever it contains, and every arrow', async () => {
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

test('the arrows of random plans are their needs', async () => {
  for (let seed = 1; seed <= 5; seed++) {
    const made = randomPlan(seed);
    const {arrows, groups} = await understood(mermaidOf(made));
    const needs = made.tasks.flatMap(({task, needs}) => needs.map(need => `${need.task} --> ${task}`));
    expect(arrows).toEqual(needs);
    expect(groups.map(({tasks}) => tasks)).toEqual(made.waves);
  }
});

test('more arrows than Mermaid draws by default are mentioned in a comment', () => {
  const [first = ''] = mermaidOf({
    ...randomPlan(1),
    tasks: Array.from({length: 9}, () => randomPlan(1).tasks).flat(),
  }).split('\n');
  expect(first).toMatch(/^%% \d+ edges: Mermaid draws 500 unless maxEdges is raised/);
});

/** Mermaid's own model; its types call it deprecated, but nothing else shows how the text was parsed. */
interface Reader {
  readonly mermaidAPI: {getDiagramFromText(text: string): Promise<{readonly db: FlowDatabase}>};
}

/** The used part of the database that Mermaid's own parser fills. */
interface FlowDatabase {
  getVertices(): ReadonlyMap<string, {readonly text: string; readonly classes: readonly string[]}>;
  getEdges(): readonly {readonly start: string; readonly end: string; readonly text: string}[];
  getSubGraphs(): readonly {readonly title: string; readonly nodes: readonly string[]}[];
}

/** A chart as Mermaid itself has read it. */
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

/** Mermaid lists the nodes of a box from the last to the first. */
function byPlace(nodes: readonly {readonly task: string}[]): (one: string, other: string) => number {
  const placeOf = (name: string): number => nodes.findIndex(({task}) => task === name);
  return (one, other) => placeOf(one) - placeOf(other);
}

/** Numbers of characters, as Mermaid writes them while it reads and while it draws, as what they stand for. */
function decoded(text: string): string {
  return text.replaceAll(/(?:#|ﬂ°°|ﬂ°)(\d+)(?:;|¶ß)/g, (_, code: string) =>
    String.fromCodePoint(Number(code)),
  );
}
