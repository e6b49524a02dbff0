/** The part of the package that is used here. Its own types import files without extensions, which this project does not allow. */
declare module '@dagrejs/dagre' {
  interface GraphSettings {
    readonly rankdir: 'LR';
    /** `none`: nodes have a `rank` already. */
    readonly ranker: 'none';
    readonly nodesep: number;
    readonly edgesep: number;
  }

  interface Node {
    readonly width: number;
    readonly height: number;
    readonly rank: number;
  }

  interface Edge {
    /** Set by the layout: one at the border of each of the two nodes, and one in each rank between them. */
    readonly points?: readonly {readonly x: number; readonly y: number}[];
  }

  export class Graph {
    setGraph(settings: GraphSettings): this;
    setNode(id: string, node: Node): this;
    setEdge(from: string, to: string, edge: Edge): this;
    /** A node; after the layout, `y` is its center. */
    node(id: string): Node & {readonly y: number};
    edge(from: string, to: string): Edge;
  }

  /** Sets the positions in the nodes and edges of the graph. */
  export function layout(graph: Graph): void;
}
