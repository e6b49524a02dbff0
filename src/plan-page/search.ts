import {one, type PageGraph, type PageTask} from './graph.ts';

/** Dims tasks that do not match the search field; Enter moves to the next match. */
export function addSearch(graph: PageGraph, go: (task: PageTask) => void): void {
  const field = one('#search', HTMLInputElement);
  const status = one('#matches', HTMLElement);
  const texts = graph.tasks.map(({article}) => article.textContent.toLowerCase());
  let matches: readonly PageTask[] = [];
  let next = 0;
  field.addEventListener('input', () => {
    const text = field.value.trim().toLowerCase();
    matches = text === '' ? [] : graph.tasks.filter(({at}) => texts[at]?.includes(text));
    next = 0;
    status.textContent = text === '' ? '' : `${matches.length} of ${graph.tasks.length}`;
    graph.svg.classList.toggle('searching', text !== '');
    for (const task of graph.tasks) task.box.classList.toggle('match', matches.includes(task));
  });
  field.form?.addEventListener('submit', event => {
    event.preventDefault();
    const task = matches[next % Math.max(1, matches.length)];
    if (!task) return;
    status.textContent = `${(next % matches.length) + 1} of ${matches.length}`;
    next += 1;
    go(task);
  });
}
