/** A dependency graph: each node with the nodes that it needs. Every needed node is also a key, and there are no cycles. */
export type Graph<Node> = ReadonlyMap<Node, readonly Node[]>;

/** The same graph with every edge reversed: each node with the nodes that need it. */
export function reversed<Node>(graph: Graph<Node>): Graph<Node> {
  const result = new Map<Node, Node[]>([...graph.keys()].map(node => [node, []]));
  for (const [node, needs] of graph) for (const need of needs) result.get(need)?.push(node);
  return result;
}

/** The targets, and the nodes that they need directly or indirectly. */
export function closure<Node>(graph: Graph<Node>, targets: Iterable<Node>): ReadonlySet<Node> {
  const found = new Set<Node>();
  const open = [...targets];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (found.has(node)) continue;
    found.add(node);
    open.push(...(graph.get(node) ?? []));
  }
  return found;
}

/** The subgraph of the nodes that pass `keep`, with the edges between them. */
export function restricted<Node>(graph: Graph<Node>, keep: (node: Node) => boolean): Graph<Node> {
  return new Map(
    [...graph].filter(([node]) => keep(node)).map(([node, needs]) => [node, needs.filter(keep)]),
  );
}

/** The number of nodes on the longest chain of needs that starts with each node. */
export function depths<Node>(graph: Graph<Node>): ReadonlyMap<Node, number> {
  return totals(graph, () => 1);
}

/** The total weight of the heaviest chain of needs that starts with each node. */
export function totals<Node>(
  graph: Graph<Node>,
  weightOf: (node: Node) => number,
): ReadonlyMap<Node, number> {
  const result = new Map<Node, number>();
  for (const start of graph.keys()) {
    const open = [start];
    for (let node = open.at(-1); node !== undefined; node = open.at(-1)) {
      const needs = graph.get(node) ?? [];
      const missing = result.has(node) ? [] : needs.filter(need => !result.has(need));
      if (missing.length > 0) {
        open.push(...missing);
      } else {
        result.set(node, weightOf(node) + Math.max(0, ...needs.map(need => result.get(need) ?? 0)));
        open.pop();
      }
    }
  }
  return result;
}

/**
 * The selected nodes in groups. Each node comes one group after the last selected node that it needs, directly or through nodes
 * that are not selected.
 */
export function layers<Node>(
  graph: Graph<Node>,
  counts: (node: Node) => boolean = () => true,
): readonly (readonly Node[])[] {
  const layerOf = totals(graph, node => (counts(node) ? 1 : 0));
  const groups: Node[][] = [];
  for (const node of graph.keys()) {
    if (counts(node)) (groups[(layerOf.get(node) ?? 1) - 1] ??= []).push(node);
  }
  return groups;
}

/** A chain of nodes, each of which needs the one before. The first node needs none. */
export interface Chain<Node> {
  readonly nodes: readonly Node[];
  /** The total weight of the nodes. */
  readonly total: number;
}

/** The heaviest chain of a graph; if several have the same weight, the one with the most nodes. */
export function heaviestChain<Node>(graph: Graph<Node>, weightOf: (node: Node) => number): Chain<Node> {
  const weights = totals(graph, weightOf);
  const lengths = depths(graph);
  const heaviest = (nodes: Iterable<Node>): Node | undefined =>
    [...nodes].reduce<Node | undefined>(
      (best, node) => (best === undefined || beats(node, best) ? node : best),
      undefined,
    );
  const beats = (node: Node, other: Node): boolean => {
    const more = (weights.get(node) ?? 0) - (weights.get(other) ?? 0);
    return more === 0 ? (lengths.get(node) ?? 0) > (lengths.get(other) ?? 0) : more > 0;
  };
  const last = heaviest(graph.keys());
  const nodes: Node[] = [];
  for (let node = last; node !== undefined; node = heaviest(graph.get(node) ?? [])) nodes.push(node);
  return {nodes: nodes.reverse(), total: last === undefined ? 0 : (weights.get(last) ?? 0)};
}
