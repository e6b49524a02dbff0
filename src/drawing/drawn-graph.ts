/** A box to place. */
export interface NodeToPlace {
  readonly id: string;
  /** Its size, in pixels as all lengths here. */
  readonly width: number;
  readonly height: number;
  /** The number of its column; columns without nodes take no room. */
  readonly wave: number;
}

/** A line from a node to one of a later wave. */
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

/** `x` and `y` are those of the upper left corner. */
export interface PlacedNode extends Point {
  readonly id: string;
}

export interface PlacedEdge extends EdgeToPlace {
  /**
   * From the right side of `from` to the left side of `to`. A line that passes a column has two points there, at either side of it,
   * at a height where no node is. `edgePath` makes a curve of them.
   */
  readonly points: readonly Point[];
}

export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly columns: readonly Column[];
  /** In the order of the input, as the edges. */
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}
