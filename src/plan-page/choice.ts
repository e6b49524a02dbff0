import {one, type PageGraph, type PageTask} from './graph.ts';

/** The task that the page shows: the chosen one, otherwise the one under the pointer. */
export interface Choice {
  chosen(): PageTask | undefined;
  choose(task: PageTask | undefined): void;
  point(task: PageTask | undefined): void;
}

export function createChoice(graph: PageGraph): Choice {
  const hint = one('#hint', HTMLElement);
  let [chosen, pointed]: (PageTask | undefined)[] = [];
  const show = (): void => {
    const shown = pointed ?? chosen;
    hint.hidden = (chosen ?? pointed) !== undefined;
    for (const task of graph.tasks) {
      task.article.hidden = task !== (chosen ?? pointed);
      task.box.classList.toggle('chosen', task === chosen);
      task.box.classList.toggle('near', isNear(task, shown));
      task.box.setAttribute('aria-pressed', String(task === chosen));
    }
    for (const {element, from, to} of graph.edges)
      element.classList.toggle('lit', shown !== undefined && (from === shown.at || to === shown.at));
    graph.svg.classList.toggle('focused', shown !== undefined);
  };
  show();
  return {
    chosen: () => chosen,
    choose: task => {
      [chosen, pointed] = [task, undefined];
      show();
    },
    point: task => {
      pointed = task;
      show();
    },
  };
}

function isNear({at}: PageTask, shown: PageTask | undefined): boolean {
  if (!shown) return false;
  return at === shown.at || shown.needs.includes(at) || shown.neededBy.includes(at);
}
