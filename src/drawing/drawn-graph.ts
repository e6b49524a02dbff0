/** A box to place. */
export interface NodeToPlace {
  readonly id: string;
  /** Size in pixels, like all lengths in this file. */
  readonly width: number;
  readonly height: number;
  /** Number of the column; columns without nodes take no space. */
  readonly wave: number;
}

/** An edge from a node to a node in a later wave. */
export interface EdgeToPlace {
  readonly from: string;
  readonly to: string;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A wave of a drawing. */
export interface Column {
  readonly wave: number;
  readonly x: number;
  readonly width: number;
}

/** `x` and `y` are the top left corner. */
export interface PlacedNode extends Point {
  readonly id: string;
}

export interface PlacedEdge extends EdgeToPlace {
  /**
   * From the right side of `from` to the left side of `to`. In each column that the edge crosses there are two points, one at each
   * side, at a height without nodes. `edgePath` turns the points into a curve.
   */
  readonly points: readonly Point[];
}

export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly columns: readonly Column[];
  /** In input order, like the edges. */
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}
