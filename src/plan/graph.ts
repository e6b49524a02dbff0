/** What needs what: each node with the nodes that come before it. Every needed node is itself a key; there are no cycles. */
export type Graph<Node> = ReadonlyMap<Node, readonly Node[]>;

/** The same graph with every edge turned round: what comes before in it came after in the other. */
export function reversed<Node>(graph: Graph<Node>): Graph<Node> {
  const result = new Map<Node, Node[]>([...graph.keys()].map(node => [node, []]));
  for (const [node, needs] of graph) for (const need of needs) result.get(need)?.push(node);
  return result;
}

/** The nodes that `targets` need, directly or not, and the targets themselves. */
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

/** The part of a graph whose nodes pass, with the edges between them. */
export function restricted<Node>(graph: Graph<Node>, keep: (node: Node) => boolean): Graph<Node> {
  return new Map(
    [...graph].filter(([node]) => keep(node)).map(([node, needs]) => [node, needs.filter(keep)]),
  );
}

/** For every node the number of nodes on the longest chain that starts with it and goes up through what it needs. */
export function depths<Node>(graph: Graph<Node>): ReadonlyMap<Node, number> {
  const result = new Map<Node, number>();
  for (const start of graph.keys()) {
    const open = [start];
    for (let node = open.at(-1); node !== undefined; node = open.at(-1)) {
      const needs = graph.get(node) ?? [];
      const missing = result.has(node) ? [] : needs.filter(need => !result.has(need));
      if (missing.length > 0) {
        open.push(...missing);
      } else {
        result.set(node, 1 + Math.max(0, ...needs.map(need => result.get(need) ?? 0)));
        open.pop();
      }
    }
  }
  return result;
}
