// @vitest-environment jsdom
import {createHash} from 'node:crypto';
import {expect, test} from 'vitest';
import {planHtml} from '../../src/cli/views/plan/graph/html.ts';
import {planSvg} from '../../src/cli/views/plan/graph/svg.ts';
import {kindShape} from '../../src/drawing/kind-shape.ts';
import type {Plan, PlanNeed, PlanTask} from '../../src/schema/plan.ts';
import {kinds} from '../../src/tasks/registry.ts';
import {oddPlan, randomPlan} from './odd-plan.ts';

test('the SVG is valid XML with every task and need, whatever their names contain', () => {
  for (const made of [
    oddPlan(),
    renamed(oddPlan(), '<script>"\'&\u0001\ufffe\ud800\u202e]]>'),
    randomPlan(3),
  ]) {
    const svg = parsed(planSvg(made), 'image/svg+xml');
    expect(svg.querySelector('parsererror')?.textContent).toBeUndefined();
    expect([...svg.querySelectorAll('.tasks > .task')]).toHaveLength(made.tasks.length);
    expect(arrowsOf(svg)).toEqual(needsOf(made));
    expect(svg.querySelector('script')).toBeNull();
  }
});

test('waves become columns from left to right', () => {
  const made = randomPlan(4);
  const svg = parsed(planSvg(made), 'image/svg+xml');
  const columns = made.waves.map(names =>
    names.map(name =>
      xOf(
        svg,
        made.tasks.findIndex(({task}) => task === name),
      ),
    ),
  );
  for (const column of columns) expect(new Set(column).size).toBe(1);
  const lefts = columns.map(([x = 0]) => x);
  expect(lefts).toEqual(lefts.toSorted((a, b) => a - b));
  expect([...svg.querySelectorAll('.heading')].map(({textContent}) => textContent)).toEqual(
    made.waves.map(({length}, at) => `wave ${at + 1}${length} task${length === 1 ? '' : 's'}`),
  );
});

test.each<{needs: readonly Partial<PlanNeed>[]; origin: string; arrow: string}>([
  {needs: [{origin: 'needs'}], origin: 'needs', arrow: 'arrow-needs-ready'},
  {needs: [{origin: 'reference'}], origin: 'reference', arrow: 'arrow-reference-ready'},
  {needs: [{origin: 'key', condition: 'started'}], origin: 'key', arrow: 'arrow-key-started'},
  {needs: [{origin: 'reference'}, {condition: 'ended'}], origin: 'needs', arrow: 'arrow-needs-ended'},
])(
  'the style of a line depends on the origin and condition of its needs: $arrow',
  ({needs, origin, arrow}) => {
    const svg = parsed(planSvg(twoTasks(needs)), 'image/svg+xml');
    const edge = svg.querySelector('.edges > .edge');
    expect(edge?.classList.contains(origin)).toBe(true);
    expect(edge?.querySelector('.line')?.getAttribute('marker-end')).toBe(`url(#${arrow})`);
    expect(svg.querySelector(`marker#${arrow}`)).not.toBeNull();
  },
);

test('each kind of task has a different shape', () => {
  const names = Object.keys(kinds);
  const shapes = names.map(kind => JSON.stringify(kindShape(kind, {width: 160, height: 42})));
  expect(new Set(shapes).size).toBe(names.length);
});

test('tasks that may be skipped are marked, with an entry in the legend', () => {
  const svg = parsed(planSvg(oddPlan()), 'image/svg+xml');
  const marked = oddPlan().tasks.filter(({decision}) => decision !== 'run');
  expect([...svg.querySelectorAll('.tasks > .skipped, .tasks > .undecided')]).toHaveLength(marked.length);
  const legend = [...svg.querySelectorAll('text.legend')].map(({textContent}) => textContent);
  expect(legend).toEqual(expect.arrayContaining(['run', 'certificate', 'skipped', 'reads an output']));
});

test('the page shows all details of a task, makes no requests, and allows only its own script and style', () => {
  const made = renamed(oddPlan(), '</script><script>alert(1)</script>');
  const page = parsed(planHtml(made), 'text/html');
  const articles = [...page.querySelectorAll('#panel article')];
  expect(articles.map(article => article.querySelector('h2')?.textContent)).toEqual(
    made.tasks.map(({task}) => task),
  );
  for (const [at, article] of articles.entries())
    expect(article.textContent).toContain(made.tasks[at]?.summary.slice(0, 8));
  const loads = [...page.querySelectorAll('*')].flatMap(element =>
    ['src', 'href', 'srcset', 'style', 'onload', 'onclick'].flatMap(name => element.getAttribute(name) ?? []),
  );
  expect(loads).toEqual([]);
  const scripts = [...page.querySelectorAll('script')].map(({textContent}) => textContent);
  const styles = [...page.querySelectorAll('style')].map(({textContent}) => textContent);
  expect([scripts.length, styles.length]).toEqual([1, 1]);
  expect(page.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute('content')).toBe(
    `default-src 'none'; script-src '${hashOf(scripts[0])}'; style-src '${hashOf(styles[0])}'; base-uri 'none'; form-action 'none'`,
  );
});

test('a plan without tasks can be drawn', () => {
  const empty = {...oddPlan(), tasks: [], waves: [], teardown: []};
  expect(parsed(planSvg(empty), 'image/svg+xml').querySelector('.title')?.textContent).toContain('0 tasks');
  expect(parsed(planHtml(empty), 'text/html').querySelector('article')).toBeNull();
});

test('drawings are deterministic', () => {
  expect(planSvg(randomPlan(2))).toBe(planSvg(randomPlan(2)));
  expect(planHtml(randomPlan(2))).toBe(planHtml(randomPlan(2)));
});

function parsed(text: string, type: 'image/svg+xml' | 'text/html'): MarkupElement {
  return new DOMParser().parseFromString(text, type);
}

/** Provided by jsdom; the types of browsers are not loaded in these tests. */
declare const DOMParser: new () => {parseFromString(text: string, type: string): MarkupElement};

interface MarkupElement {
  readonly textContent: string;
  readonly classList: {contains(name: string): boolean};
  getAttribute(name: string): string | null;
  querySelector(selector: string): MarkupElement | null;
  querySelectorAll(selector: string): Iterable<MarkupElement>;
}

function arrowsOf(svg: MarkupElement): readonly string[] {
  return [...svg.querySelectorAll('.edges > .edge')]
    .map(edge => `${edge.getAttribute('data-from') ?? ''} → ${edge.getAttribute('data-to') ?? ''}`)
    .toSorted();
}

function needsOf({tasks}: Plan): readonly string[] {
  const position = new Map(tasks.map(({task}, at) => [task, at]));
  const all = tasks.flatMap(({needs}, at) => needs.map(need => `${position.get(need.task) ?? ''} → ${at}`));
  return [...new Set(all)].toSorted();
}

function xOf(svg: MarkupElement, at: number): number {
  const transform = svg.querySelector(`#task-${at}`)?.getAttribute('transform') ?? '';
  return Number(/translate\(([\d.]+)/.exec(transform)?.[1]);
}

/** The plan with another name for its first task. */
function renamed(plan: Plan, name: string): Plan {
  const first = plan.tasks[0]?.task ?? '';
  const text = JSON.stringify(plan).replaceAll(JSON.stringify(first), () => JSON.stringify(name));
  return JSON.parse(text) as Plan;
}

function twoTasks(needs: readonly Partial<PlanNeed>[]): Plan {
  const [first, second] = oddPlan().tasks as [PlanTask, PlanTask];
  const full = needs.map(need => ({
    ...{task: 'a', condition: 'ready', origin: 'needs', text: 'needs', key: 'needs[0]'},
    ...need,
  })) as PlanNeed[];
  return {
    ...oddPlan(),
    tasks: [
      {...first, task: 'a', wave: 1, needs: []},
      {...second, task: 'b', wave: 2, needs: full},
    ],
    waves: [['a'], ['b']],
  };
}

function hashOf(text = ''): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
