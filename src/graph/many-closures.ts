import {layers, type Graph} from './graph.ts';

/**
 * For each pair, whether one node needs the other, directly or indirectly. Each pass over the graph handles 32 nodes; a closure
 * for each node would take quadratic time.
 */
export function areConnected<Node>(
  graph: Graph<Node>,
  pairs: readonly (readonly [Node, Node])[],
): readonly boolean[] {
  if (pairs.length === 0) return [];
  const numbered = numberedGraph(graph);
  const answers = pairs.map(() => false);
  const byFirst = new Map<Node, number[]>();
  for (const [at, [first]] of pairs.entries()) {
    const those = byFirst.get(first);
    if (those) those.push(at);
    else byFirst.set(first, [at]);
  }
  for (const batch of batchesOf([...byFirst], () => 1)) {
    const bits = bitsOf(batch.map(([first]) => first));
    const [above, below] = [marksOfNeeded(numbered, bits), marksOfNeeding(numbered, bits)];
    for (const [first, those] of batch)
      for (const at of those) {
        const second = numberOf(numbered, pairs[at]?.[1]);
        const mark = (above[second] ?? 0) | (below[second] ?? 0);
        answers[at] = (mark & (bits.get(first) ?? 0)) !== 0;
      }
  }
  return answers;
}

/** For each group, whether some node needs all of its nodes, directly or indirectly. */
export function haveDependent<Node>(
  graph: Graph<Node>,
  groups: readonly (readonly Node[])[],
): readonly boolean[] {
  if (groups.length === 0) return [];
  const numbered = numberedGraph(graph);
  return batchesOf(groups, group => new Set(group).size).flatMap(batch => {
    const [only = []] = batch;
    if (new Set(only).size > BITS) return [hasDependent(numbered, only)];
    const bits = bitsOf(new Set(batch.flat()));
    // Nodes have few distinct marks, so it is cheap to compare each group with all marks.
    const marks = [...new Set(marksOfNeeded(numbered, bits))];
    return batch.map(group => {
      const all = group.reduce((sum, node) => sum | (bits.get(node) ?? 0), 0);
      return marks.some(mark => (mark & all) === all);
    });
  });
}

/** The number of bits that bit operations work on. */
const BITS = 32;

/** Batches of items whose sizes add up to at most {@link BITS}; a larger item gets a batch of its own. */
function batchesOf<Item>(items: readonly Item[], sizeOf: (item: Item) => number): readonly Item[][] {
  const batches: Item[][] = [];
  let left = 0;
  for (const item of items) {
    left -= sizeOf(item);
    if (left >= 0) batches.at(-1)?.push(item);
    else {
      batches.push([item]);
      left = BITS - sizeOf(item);
    }
  }
  return batches;
}

function bitsOf<Node>(nodes: Iterable<Node>): ReadonlyMap<Node, number> {
  return new Map([...nodes].map((node, at) => [node, 1 << at]));
}

/** A graph of numbered nodes. The number of a node is higher than the numbers of its needs. */
interface NumberedGraph<Node> {
  readonly numbers: ReadonlyMap<Node, number>;
  readonly needs: readonly (readonly number[])[];
}

function numberedGraph<Node>(graph: Graph<Node>): NumberedGraph<Node> {
  const nodes = layers(graph).flat();
  const numbers = new Map(nodes.map((node, at) => [node, at]));
  return {numbers, needs: nodes.map(node => (graph.get(node) ?? []).map(need => numbers.get(need) ?? -1))};
}

function numberOf<Node>({numbers}: NumberedGraph<Node>, node: Node | undefined): number {
  return (node === undefined ? undefined : numbers.get(node)) ?? -1;
}

/** For each node, the bits of the nodes that it needs, directly or indirectly. */
function marksOfNeeded<Node>(
  {numbers, needs}: NumberedGraph<Node>,
  bits: ReadonlyMap<Node, number>,
): Int32Array {
  const own = ownBits(numbers, bits);
  const marks = new Int32Array(needs.length);
  for (let node = 0; node < needs.length; node++)
    for (const need of needs[node] ?? []) marks[node] = at(marks, node) | at(marks, need) | at(own, need);
  return marks;
}

/** For each node, the bits of the nodes that need it, directly or indirectly. */
function marksOfNeeding<Node>(
  {numbers, needs}: NumberedGraph<Node>,
  bits: ReadonlyMap<Node, number>,
): Int32Array {
  const own = ownBits(numbers, bits);
  const marks = new Int32Array(needs.length);
  for (let node = needs.length - 1; node >= 0; node--)
    for (const need of needs[node] ?? []) marks[need] = at(marks, need) | at(marks, node) | at(own, node);
  return marks;
}

function ownBits<Node>(numbers: ReadonlyMap<Node, number>, bits: ReadonlyMap<Node, number>): Int32Array {
  const own = new Int32Array(numbers.size);
  for (const [node, bit] of bits) own[numbers.get(node) ?? -1] = bit;
  return own;
}

function at(marks: Int32Array, node: number): number {
  return marks[node] ?? 0;
}

/** Like {@link haveDependent}, for one group of any size. */
function hasDependent<Node>(numbered: NumberedGraph<Node>, group: readonly Node[]): boolean {
  let candidates = numbered.needs.map((_needs, node) => node);
  for (const part of batchesOf([...new Set(group)], () => 1)) {
    const bits = bitsOf(part);
    const all = [...bits.values()].reduce((sum, bit) => sum | bit, 0);
    const marks = marksOfNeeded(numbered, bits);
    candidates = candidates.filter(node => (at(marks, node) & all) === all);
  }
  return candidates.length > 0;
}
