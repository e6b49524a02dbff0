import type {PlacedEdge} from '../../drawing/drawn-graph.ts';
import {edgePath} from '../../drawing/edge-path.ts';
import type {PlannedNeed} from '../../vocabulary/event.ts';
import {edgeKey} from './place-tasks.ts';

interface GraphEdgesProps {
  readonly edges: readonly PlacedEdge[];
  readonly origins: ReadonlyMap<string, PlannedNeed['origin']>;
  readonly selected: string | undefined;
}

/** The edges of the graph, with those of the selected task on top. */
export function GraphEdges({edges, origins, selected}: GraphEdgesProps) {
  const isOfSelected = ({from, to}: PlacedEdge): boolean => from === selected || to === selected;
  const inOrder = edges.toSorted((one, other) => Number(isOfSelected(one)) - Number(isOfSelected(other)));
  return (
    <g aria-hidden="true">
      {inOrder.map(edge => {
        const key = edgeKey(edge.from, edge.to);
        const emphasis = isOfSelected(edge) ? ' is-selected' : '';
        return (
          <path
            key={key}
            class={`edge is-${origins.get(key) ?? 'needs'}${emphasis}`}
            d={edgePath(edge.points)}
          />
        );
      })}
    </g>
  );
}
