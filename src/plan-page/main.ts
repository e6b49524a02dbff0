import {createChoice} from './choice.ts';
import {addDragging} from './drag.ts';
import {one, readGraph, type PageTask} from './graph.ts';
import {neighbour} from './neighbour.ts';
import {addSearch} from './search.ts';
import {createZoom} from './zoom.ts';

const STEP = 1.25;

const graph = readGraph();
const view = one('#view', HTMLElement);
const zoom = createZoom(graph.svg);
const choice = createChoice(graph);

for (const task of graph.tasks) prepare(task);
moveTabStop(graph.tasks[0]);
addDragging(view);
addSearch(graph, goTo);

one('#larger', HTMLElement).addEventListener('click', () => zoom.by(STEP));
one('#smaller', HTMLElement).addEventListener('click', () => zoom.by(1 / STEP));
one('#fit', HTMLElement).addEventListener('click', () => zoom.fit());
view.addEventListener(
  'wheel',
  event => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const {left, top} = view.getBoundingClientRect();
    zoom.by(Math.exp(-event.deltaY / 300), {x: event.clientX - left, y: event.clientY - top});
  },
  {passive: false},
);
document.addEventListener('keydown', onKey);

// Links in the panel select tasks.
one('#panel', HTMLElement).addEventListener('click', event => {
  const link = event.target instanceof Element ? event.target.closest('[data-task]') : null;
  const task = link instanceof HTMLElement ? graph.tasks[Number(link.dataset.task)] : undefined;
  if (task) goTo(task);
});

function prepare(task: PageTask): void {
  const {box, article} = task;
  // The panel shows the same text as the tooltip.
  box.querySelector('title')?.remove();
  box.setAttribute('role', 'button');
  box.setAttribute('tabindex', '-1');
  box.setAttribute('aria-description', article.dataset.label ?? '');
  box.addEventListener('click', () => choose(task));
  box.addEventListener('pointerenter', () => choice.point(task));
  box.addEventListener('pointerleave', () => choice.point(undefined));
  box.addEventListener('focus', () => moveTabStop(task));
  box.addEventListener('keydown', event => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      choose(task);
      if (event.key === 'Enter') article.querySelector('h2')?.focus();
    }
    const next = neighbour(graph, task, event.key);
    if (!next) return;
    event.preventDefault();
    goTo(next);
  });
}

function choose(task: PageTask): void {
  choice.choose(choice.chosen() === task ? undefined : task);
}

/** Makes one box reachable by Tab; arrow keys reach the others. */
function moveTabStop(task: PageTask | undefined): void {
  for (const {box} of graph.tasks) box.setAttribute('tabindex', box === task?.box ? '0' : '-1');
}

function goTo(task: PageTask): void {
  choice.choose(task);
  task.box.focus({preventScroll: true});
  task.box.scrollIntoView({block: 'nearest', inline: 'nearest'});
}

function onKey(event: KeyboardEvent): void {
  if (event.key === 'Escape') {
    const chosen = choice.chosen();
    choice.choose(undefined);
    if (chosen?.article.contains(document.activeElement)) chosen.box.focus();
  }
  if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === '+' || event.key === '=') zoom.by(STEP);
  else if (event.key === '-') zoom.by(1 / STEP);
  else if (event.key === '0') zoom.fit();
  else if (event.key === '/') {
    event.preventDefault();
    one('#search', HTMLElement).focus();
  }
}
