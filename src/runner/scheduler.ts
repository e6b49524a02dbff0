import {depths, reversed, type Graph} from '../plan/graph.ts';

export interface Schedule<Node> {
  readonly graph: Graph<Node>;
  /** How many nodes may be under way at once. */
  readonly jobs: number;
  /** Once it fires nothing more begins; what is under way is left to notice it itself. */
  readonly signal: AbortSignal;
  /** Does the work of a node whose needs are met. Must not reject. */
  perform(node: Node): Promise<'met' | 'unmet'>;
  /** Told of every node that will not be performed: because a need of it was not met, or else because of the signal. */
  cancel(node: Node, unmetNeed: Node | undefined): void;
}

/**
 * Performs every node of a graph once all it needs is met, as many at once as `jobs` allows; where there are more, those
 * with the longest chain of nodes behind them first.
 *
 *     waiting ──needs met, slot free──▶ performed ──▶ met (what needs it may go on)
 *        │                                  └───────▶ unmet (what needs it is cancelled)
 *        └──a need unmet, or stopped──────────────▶ cancelled
 *
 * Settles when nothing is under way and nothing more can begin.
 * Knows nothing of tasks: teardown is the same thing on the reversed graph.
 */
export async function schedule<Node>({graph, jobs, signal, perform, cancel}: Schedule<Node>): Promise<void> {
  const dependents = reversed(graph);
  const behind = depths(dependents);
  const waiting = new Map([...graph].map(([node, needs]) => [node, new Set(needs)]));
  const runnable: Node[] = [];
  const underWay = new Set<Promise<void>>();

  const offer = (node: Node): void => {
    waiting.delete(node);
    const at = runnable.findIndex(other => (behind.get(other) ?? 0) < (behind.get(node) ?? 0));
    runnable.splice(at === -1 ? runnable.length : at, 0, node);
  };
  const meet = (node: Node): void => {
    for (const dependent of dependents.get(node) ?? []) {
      const missing = waiting.get(dependent);
      missing?.delete(node);
      if (missing?.size === 0) offer(dependent);
    }
  };
  const cancelDependents = (node: Node): void => {
    for (const dependent of dependents.get(node) ?? []) {
      if (!waiting.delete(dependent)) continue;
      cancel(dependent, node);
      cancelDependents(dependent);
    }
  };
  const begin = (node: Node): void => {
    const work = perform(node).then(ending => {
      underWay.delete(work);
      if (ending === 'met') meet(node);
      else cancelDependents(node);
    });
    underWay.add(work);
  };

  for (const [node, missing] of waiting) if (missing.size === 0) offer(node);
  while (!signal.aborted && (underWay.size > 0 || runnable.length > 0)) {
    while (underWay.size < jobs && runnable.length > 0) begin(runnable.shift() as Node);
    await Promise.race([...underWay]);
  }
  await Promise.all(underWay);
  for (const node of [...runnable, ...waiting.keys()]) cancel(node, undefined);
}
