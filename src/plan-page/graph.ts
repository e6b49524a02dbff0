/** A task on the page: its box in the graph, and the article with its details. */
export interface PageTask {
  readonly at: number;
  readonly box: SVGGElement;
  readonly article: HTMLElement;
  readonly needs: readonly number[];
  readonly neededBy: readonly number[];
}

export interface PageGraph {
  readonly svg: SVGSVGElement;
  readonly tasks: readonly PageTask[];
  readonly edges: readonly PageEdge[];
}

export interface PageEdge {
  readonly element: SVGGElement;
  readonly from: number;
  readonly to: number;
}

/** Finds the elements of the page, which are linked to tasks by positions in the plan. */
export function readGraph(): PageGraph {
  const edges = all('#graph .edges > .edge', SVGGElement).map(element => ({
    element,
    from: Number(element.dataset.from),
    to: Number(element.dataset.to),
  }));
  const articles = all('#panel article', HTMLElement);
  const tasks = all('#graph .tasks > .task', SVGGElement).map((box, at) => ({
    ...{at, box, article: articles[at] as HTMLElement},
    needs: edges.flatMap(({from, to}) => (to === at ? [from] : [])),
    neededBy: edges.flatMap(({from, to}) => (from === at ? [to] : [])),
  }));
  return {svg: one('#graph', SVGSVGElement), tasks, edges};
}

/** The only element that matches. */
export function one<Type extends Element>(selector: string, type: new () => Type): Type {
  const [found] = all(selector, type);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
}

function all<Type extends Element>(selector: string, type: new () => Type): readonly Type[] {
  return [...document.querySelectorAll(selector)].filter(
    (element): element is Type => element instanceof type,
  );
}
