import {errorDiagnostic, type Diagnostic} from '../../vocabulary/diagnostic.ts';
import type {Edge} from '../../model/launch-file.ts';

/** The edges of every task, tasks in file order. */
export type Graph = ReadonlyMap<string, readonly Edge[]>;

/** Dependency cycles, each once, as a path that starts with the first of its tasks in the file. */
export function checkCycles(graph: Graph): readonly Diagnostic[] {
  const order = new Map([...graph.keys()].map((name, at) => [name, at]));
  return findCycles(graph).map(cycle => diagnosticOf(inFileOrder(order, cycle)));
}

/**
 * The maximum total length of reported cycles. Each of N tasks may close a cycle of all N. Breaking one usually breaks most of
 * the others, and the rest are reported next time.
 */
const MAX_STEPS = 100_000;

/** The maximum number of names that are shown of a cycle. */
const SHOWN = 20;

interface Step {
  readonly from: string;
  readonly edge: Edge;
}

function diagnosticOf(cycle: readonly Step[]): Diagnostic {
  const names = cycle.map(({from}) => from);
  const [first, last] = [cycle[0], cycle.at(-1)];
  if (first === undefined || last === undefined) throw new Error('a cycle without tasks');
  const place = first.edge.place;
  if (cycle.length === 1) return errorDiagnostic({message: `task \`${first.from}\` needs itself`, place});
  const path = shortened([...names, first.from].map(name => `\`${name}\``)).join(' → ');
  const also = {message: `\`${last.from}\` needs \`${last.edge.to}\` here`, place: last.edge.place};
  return errorDiagnostic({message: `dependency cycle: ${path}`, place, also});
}

/** The first and the last names of a long path. */
function shortened(names: readonly string[]): readonly string[] {
  if (names.length <= SHOWN) return names;
  const left = names.length - SHOWN;
  return [...names.slice(0, SHOWN / 2), `${left} more`, ...names.slice(-SHOWN / 2)];
}

/** A task on the current path, and the index of its next edge. */
interface Visit {
  readonly from: string;
  readonly edges: readonly Edge[];
  next: number;
}

/**
 * Searches depth first, and reports a cycle for each edge that leads back to a task on the current path, so there are never more
 * cycles than edges. Uses an explicit stack, since a chain of needs may exceed the call stack.
 */
function findCycles(graph: Graph): readonly (readonly Step[])[] {
  const cycles: (readonly Step[])[] = [];
  let steps = 0;
  const seen = new Set<string>();
  const way: Visit[] = [];
  const depths = new Map<string, number>();
  for (const start of graph.keys()) {
    enter(start);
    for (let visit = way.at(-1); visit !== undefined; visit = way.at(-1)) follow(visit);
  }
  return cycles;

  function enter(from: string): void {
    if (seen.has(from)) return;
    seen.add(from);
    depths.set(from, way.length);
    way.push({from, edges: oneForEachTask(graph.get(from) ?? []), next: 0});
  }

  function follow(visit: Visit): void {
    const edge = visit.edges[visit.next];
    visit.next += 1;
    if (edge === undefined) {
      way.pop();
      depths.delete(visit.from);
      return;
    }
    const back = depths.get(edge.to);
    if (back === undefined) enter(edge.to);
    else if (steps < MAX_STEPS) {
      steps += way.length - back;
      cycles.push(way.slice(back).map(stepOf));
    }
  }
}

/** The current step of a visit. */
function stepOf({from, edges, next}: Visit): Step {
  const edge = edges[next - 1];
  if (edge === undefined) throw new Error('a path that leads nowhere');
  return {from, edge};
}

function oneForEachTask(edges: readonly Edge[]): readonly Edge[] {
  return [...new Map(edges.toReversed().map(edge => [edge.to, edge])).values()].reverse();
}

function inFileOrder(order: ReadonlyMap<string, number>, cycle: readonly Step[]): readonly Step[] {
  const positions = cycle.map(({from}) => order.get(from) ?? 0);
  const first = positions.indexOf(positions.reduce((a, b) => Math.min(a, b)));
  return [...cycle.slice(first), ...cycle.slice(0, first)];
}
